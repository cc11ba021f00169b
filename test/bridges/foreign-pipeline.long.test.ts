import { pino } from "pino";
import { expect, test } from "vitest";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { UnreachableError } from "../../testbed/pipeline/foreign/foreign-pipeline.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

test("a sound foreign pipeline passes beside its own readings, and the drill leaves nothing there", async () => {
  await using foreign = await startForeign();
  const groups = await groupsOf(foreign);
  const report = await judge(foreign);
  expect(report.outside).toEqual([]);
  expect(report.counts.consumed).toBe(report.counts.made);
  expect(report.counts.untraced).toBeGreaterThan(0);
  expect(await groupsOf(foreign)).toEqual(groups);
  await expect(judge(foreign, "no-such-topic")).rejects.toThrow(
    new UnreachableError(
      `--kafka-topic no-such-topic: there is no such topic at ${foreign.addresses.kafkaBrokers}`,
    ),
  );
});

test("a foreign pipeline that loses readings is reported for loss only", async () => {
  await using foreign = await startForeign(fixtureBridge("faulty/drops"));
  const { outside, counts, lostAt } = await judge(foreign);
  expect(outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(lostAt["mqtt-kafka"]).toBeGreaterThan(0);
  expect(lostAt["mqtt-kafka"] + lostAt["no-evidence"]).toBe(counts.lost);
  // Readings sent before the MQTT tap subscribed cannot be located.
  expect(lostAt["no-evidence"]).toBeLessThanOrEqual(counts.made - counts.atBroker);
});

/** Starts the foreign pipeline, which has readings of its own. */
function startForeign(bridge?: Bridge): Promise<Pipeline> {
  return startTemporaryPipeline("local", bridge ? { bridge, links: ["mqtt-bridge"] } : {});
}

function judge({ addresses: { mqtt, kafkaBrokers } }: Pipeline, kafkaTopic = "coffee") {
  return shortDrill({
    fault: { kind: "none" },
    forMs: 2_000,
    foreign: { mqtt, mqttTopic: "coffee", kafkaBrokers, kafkaTopic },
  });
}

async function groupsOf({ addresses }: Pipeline): Promise<string[]> {
  const admin = kafkaClient("test", [addresses.kafkaBrokers], pino({ level: "silent" })).admin();
  await admin.connect();
  try {
    return (await admin.listGroups()).groups.map(({ groupId }) => groupId).sort();
  } finally {
    await admin.disconnect();
  }
}
