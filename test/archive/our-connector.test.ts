import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { drillPipeline } from "../../testbed/drill/drill.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { test } from "../support/archive/connector-archive.ts";
import { lossBudget, shortDrillOptions } from "../support/commands/short-drill.ts";

test("the connector of the archive, in a worker that has nothing else, is listed, and without a fault of its own passes without duplicates, with devices on several topics, too", async ({
  archive,
}) => {
  vi.stubEnv("MQTT_TOPIC", "coffee/{shard}");
  const config = JSON.parse(await readFile(join(checkout, "connect", "mqtt-source.json"), "utf8"));
  const options = shortDrillOptions({
    bridge: { kind: "connector", plugin: archive.folder, config },
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
    quietMs: 6_000,
  });
  await using pipeline = await startTemporaryPipeline("local", {
    ...drillPipeline(options),
    keepLogsIn: join(checkout, "test-results", "logs", "our-connector"),
  });

  const listed = await (await pipeline.addresses.connect.fetch("/connector-plugins")).json();
  expect(listed).toContainEqual({
    class: "io.github.mqttkafkatestbed.connect.MqttSourceConnector",
    type: "source",
    version: archive.version,
  });
  const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(120_000) };
  const { report } = await carryOutOn(drillKind, pipeline, options, hooks);
  expect(report.outside).toEqual([]);
});
