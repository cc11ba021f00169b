import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { type LedgerFact } from "../../../testbed/ledger/fact.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { KafkaTap } from "../../../testbed/taps/kafka-tap.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** Default of `max.user.properties`, and more of them. kafkajs alone takes 46 s to decode a record with 10,000 headers. */
const counts = [100, 101, 1_000, 10_000];
const catchUpMs = 10_000;

test("a reading with 100 user properties is consumed, one with more is a dead letter, and neither the consumer nor the Kafka tap stops at it", async ({
  pipeline,
  arrivals,
}) => {
  const device = `many-${crypto.randomUUID()}`;
  const facts: LedgerFact[] = [];
  await using tap = await KafkaTap.open(
    {
      brokers: [pipeline.addresses.kafkaBrokers],
      topic: "coffee",
      deadLetterTopic: "coffee.dead-letter",
      traceCarrier: "properties",
    },
    (fact) => facts.push(fact),
  );
  const joinedBefore = await timesJoined(pipeline);
  await using publisher = await foreignPublisher(pipeline, 5);
  for (const [seq, count] of counts.entries()) {
    const userProperties = userPropertiesOf(device, seq, count);
    await publisher.publishAsync("coffee", foreignReading(device, count), {
      qos: 1,
      properties: { userProperties },
    });
  }
  await publisher.publishAsync("coffee", foreignReading(device, 1), { qos: 1 });

  await arrivals.waitFor(device, "the reading behind them", ({ x }) => x === 1);
  expect(arrivals.of(device).map(({ x }) => x)).toEqual([100, 1]);
  expect(await timesJoined(pipeline)).toBe(joinedBefore);
  await tap.catchUp(catchUpMs);
  expect(tap.hasGap).toBe(false);
  const ofDevice = facts.flatMap((fact) =>
    "seq" in fact && fact.run === device ? [[fact.fact, fact.seq]] : [],
  );
  expect(ofDevice.sort()).toEqual([
    ["dead-lettered", 1],
    ["dead-lettered", 2],
    ["dead-lettered", 3],
    ["written", 0],
  ]);
});

/** Returns the trace and as many others as make the count. */
function userPropertiesOf(run: string, seq: number, count: number): Record<string, string> {
  const trace = { run, seq: String(seq), "sent-at": `${Date.now()}.000` };
  const others = Array.from({ length: count - Object.keys(trace).length }, (_, index) => [
    `name-${index}`,
    "value",
  ]);
  return { ...trace, ...Object.fromEntries(others) };
}

/** Returns how often the consumer has joined its group: again if it took too long for a batch. */
async function timesJoined(pipeline: Pipeline): Promise<number> {
  const log = await readFile(pipeline.part("consumer").logFile, "utf8");
  return log.split("\n").filter((line) => line.includes("joined the group")).length;
}
