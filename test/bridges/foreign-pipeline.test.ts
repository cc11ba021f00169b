import { pino } from "pino";
import { expect, test } from "vitest";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { UnreachableError } from "../../testbed/pipeline/foreign/foreign-pipeline.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

test("a pipeline that somebody else runs is acquitted, beside their own readings, and nothing is left there", async () => {
  await using theirs = await startTheirs();
  const groups = await groupsOf(theirs);
  const report = await judge(theirs);
  expect(report.outside).toEqual([]);
  expect(report.counts.consumed).toBe(report.counts.made);
  expect(report.counts.untraced).toBeGreaterThan(0);
  expect(await groupsOf(theirs)).toEqual(groups);
  await expect(judge(theirs, "no-such-topic")).rejects.toThrow(
    new UnreachableError(
      `--kafka-topic no-such-topic: there is no such topic at ${theirs.addresses.kafkaBrokers}`,
    ),
  );
});

test("a pipeline that somebody else runs and that loses readings is convicted of that", async () => {
  await using theirs = await startTheirs(fixtureBridge("faulty/drops"));
  const { outside, counts, lostAt } = await judge(theirs);
  expect(outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(lostAt["mqtt-kafka"]).toBeGreaterThan(0);
  expect(lostAt["mqtt-kafka"] + lostAt["no-evidence"]).toBe(counts.lost);
  // Of what was sent before the tap of MQTT was there, nothing says how far it came.
  expect(lostAt["no-evidence"]).toBeLessThanOrEqual(counts.made - counts.atBroker);
});

/** A pipeline with readings of its own. */
function startTheirs(bridge?: Bridge): Promise<Pipeline> {
  return startTemporaryPipeline("local", bridge ? { bridge, links: ["mqtt-bridge"] } : {});
}

function judge({ addresses: { mqttUrl, kafkaBrokers } }: Pipeline, kafkaTopic = "coffee") {
  return shortDrill({
    fault: { kind: "none" },
    forMs: 2_000,
    foreign: { mqttUrl, mqttTopic: "coffee", kafkaBrokers, kafkaTopic },
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
