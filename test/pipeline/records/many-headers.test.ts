import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { newTopic } from "../../support/kafka/new-topic.ts";
import { foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("a reading with 10,000 headers of whatever names is consumed, and the consumer stays in its group", async ({
  pipeline,
  arrivals,
}) => {
  const { topic: device, kafka } = await newTopic(pipeline, 1);
  const names = Array.from({ length: 10_000 }, (_, index) => [`name-${index}`, "value"]);
  const headers = { run: device, seq: "7", ...Object.fromEntries(names), constructor: "c" };
  const joinedBefore = await timesJoined(pipeline);
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const messages = [
    { key: device, value: foreignReading(device, 1), headers },
    { key: device, value: foreignReading(device, 2) },
  ];
  await producer.send({ topic: "coffee", messages });
  await producer.disconnect();

  await arrivals.waitFor(device, "the reading behind it", ({ x }) => x === 2);
  expect(arrivals.of(device)).toMatchObject([{ x: 1, run: device, seq: 7 }, { x: 2 }]);
  expect(await timesJoined(pipeline)).toBe(joinedBefore);
});

/** Returns how often the consumer has joined its group: again if it took too long for a batch. */
async function timesJoined(pipeline: Pipeline): Promise<number> {
  const log = await readFile(pipeline.part("consumer").logFile, "utf8");
  return log.split("\n").filter((line) => line.includes("joined the group")).length;
}
