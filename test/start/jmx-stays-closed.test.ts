import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectProgram } from "../../testbed/pipeline/local/connect/connect-program.ts";
import { freePortsForAll, loopback } from "../../testbed/pipeline/ports.ts";
import { RunningProcess } from "../../testbed/pipeline/processes/running-process.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { listenersOf } from "../support/doors/listeners.ts";

test("a JMX_PORT of the user opens nothing: the worker's metrics are on their port of loopback alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jmx-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ports = await freePortsForAll();
  vi.stubEnv("JMX_PORT", String(ports.MQTT_PORT));
  onTestFinished(() => void vi.unstubAllEnvs());
  // Without Kafka the worker waits for it, and has no REST interface yet.
  const environment = {
    ...{ MQTT_URL: "mqtt://127.0.0.1", MQTT_TOPIC: "coffee", MQTT_QOS: "1" },
    ...{ KAFKA_BROKERS: `${loopback}:${ports.KAFKA_PORT}`, KAFKA_TOPIC: "coffee" },
  };
  const worker = new RunningProcess(
    connectProgram({ name: "bridge", ports, environment, logFile: join(folder, "log"), data: folder }),
  );
  onTestFinished(async () => {
    await worker.kill();
    await worker.exit;
  });
  const url = `http://${loopback}:${ports.CONNECT_METRICS_PORT}/metrics`;
  const metrics = await waitFor({ description: "the metrics", timeoutMs: 30_000 }, async () =>
    (await fetch(url)).text(),
  );
  expect(metrics).toContain("jmx_exporter_build_info");
  expect(listenersOf(worker.leader ?? 0)).toEqual([`${loopback}:${ports.CONNECT_METRICS_PORT}`]);
});
