import { setTimeout as delay } from "node:timers/promises";
import { test as base, expect } from "vitest";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

/** Longer than kafkajs waits for anything but an answer. */
const outageMs = 15_000;

test("the consumer's container stops cleanly after Kafka was away and while it is away, and no stop waits for it", async () => {
  const notices: string[] = [];
  {
    await using pipeline = await startTemporaryPipeline("compose", {
      onNotice: (notice) => void notices.push(notice),
    });
    const [kafka, consumer] = [pipeline.part("kafka"), pipeline.part("consumer")];
    await kafka.kill();
    await delay(outageMs);
    await kafka.start();
    await consumer.stop();
    await consumer.start();
    await kafka.kill();
    await delay(outageMs);
    await consumer.stop();
    await kafka.start();
    await consumer.start();
    await kafka.kill();
  }
  const killed = expect.stringMatching(/^connect did not stop cleanly while kafka was down: exit code 137 /);
  expect([[], [killed]]).toContainEqual(notices);
});
