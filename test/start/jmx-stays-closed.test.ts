import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectProgram } from "../../testbed/pipeline/local/connect-program.ts";
import { freePortsForAll, loopback } from "../../testbed/pipeline/ports.ts";
import { RunningProcess } from "../../testbed/pipeline/processes/running-process.ts";
import { waitFor } from "../../testbed/wait-for.ts";

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
  const worker = new RunningProcess(connectProgram(ports, environment, join(folder, "log"), folder));
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

/** Returns the addresses on which a process listens for TCP connections (proc(5)). */
function listenersOf(pid: number): string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
  const listening = "0A";
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = ""]) => state === listening && sockets.includes(inode))
      .map(([, address = ""]) => address)
      .map(socketAddress),
  );
}

/** Returns an address of /proc/net/tcp or tcp6 as text; IPv6 addresses other than mapped ones stay hexadecimal. */
function socketAddress(text: string): string {
  const [address = "", port = ""] = text.split(":");
  const mapped = /^(?:0000000000000000FFFF0000)?([\dA-F]{8})$/.exec(address)?.[1];
  const host = mapped === undefined ? address : Buffer.from(mapped, "hex").reverse().join(".");
  return `${host}:${Number.parseInt(port, 16)}`;
}
