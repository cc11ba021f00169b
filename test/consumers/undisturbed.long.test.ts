import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsumerProgram } from "../../testbed/pipeline/consumer/consumer-program.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { fixtureConsumer } from "../support/commands/fixture-consumer.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

/** One for all consumers, each behind it as behind somebody else's: its start takes longer than a drill. */
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startTemporaryPipeline("local", {});
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** Judges a consumer under load without a fault; by default without toggles, since a lost final reading has another name, too. */
async function undisturbed(consumer: ConsumerProgram, toggleEveryMs?: number) {
  const { addresses, names } = pipeline;
  const foreign = {
    ...{ mqtt: addresses.mqtt, mqttTopic: names.mqttTopic },
    ...{ kafkaBrokers: addresses.kafkaBrokers, kafkaTopic: names.kafkaTopic },
  };
  return await shortDrill({
    ...{ consumer, foreign, fault: { kind: "none" }, toggleEveryMs },
    // They are seldom late, and most of them lose readings.
    ...{ forMs: 2_000, quietMs: 3_000 },
  });
}

test("a consumer that handles records in a pool is reported for reordering only", async () => {
  const { outside } = await undisturbed(fixtureConsumer("faulty/reorders"));
  expect(outside.map(({ word }) => word)).toEqual(["reordered"]);
});

test("a consumer that drops records with the same key loses them behind Kafka", async () => {
  const { outside, counts, lostAt } = await undisturbed(fixtureConsumer("faulty/deduplicates"));
  expect(outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(lostAt["kafka-consumer"]).toBe(counts.lost);
});

test("a consumer that commits what is still in its output buffer loses it, and the report says where its journal ends", async () => {
  const { outside, counts, lostAt, evidence } = await undisturbed(fixtureConsumer("faulty/buffers"));
  // The last readings are the final ones of the devices.
  expect(outside.map(({ word }) => word)).toEqual(["lost", "missingFinal"]);
  expect(lostAt["kafka-consumer"]).toBe(counts.lost);
  expect(evidence.consumer).toMatchObject({ kind: "journal", unusable: 0, cutLines: 1 });
});

test("there is no verdict on a consumer whose journal has a line that is no fact", async () => {
  const report = await undisturbed(fixtureConsumer("unruly/writes-garbage"));
  expect(report.outcome).toBe("no verdict");
  expect(report.noVerdict).toEqual([
    expect.stringMatching(
      /^of the consumer: its journal has .*"\\u001b\[31mhandled a batch" names no record of coffee/,
    ),
  ]);
});

test("a consumer that ends under load is reported, with the readings lost by it", async () => {
  const report = await undisturbed(fixtureConsumer("unruly/gives-up"), 200);
  expect(report.consumerEnded?.reason).toMatch(/^consumer ended by itself: exit code 1\n.*gives-up: enough/s);
  expect(report.bridgeEnded).toBeNull();
  expect(report.outside.map(({ word }) => word)).toContain("lost");
});

test("a consumer that ends before it reads ends the drill with its exit code", async () => {
  await expect(undisturbed({ command: "exit 3" })).rejects.toThrow(
    /^consumer ended during its start: exit code 3/,
  );
});
