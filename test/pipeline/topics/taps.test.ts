import { expect } from "vitest";
import { type LedgerFact } from "../../../testbed/ledger/fact.ts";
import { Ledger } from "../../../testbed/ledger/ledger.ts";
import { endWithIndependentReading } from "../../../testbed/taps/independent/independent-reading.ts";
import { KafkaTap, type KafkaTapOptions } from "../../../testbed/taps/kafka-tap.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { ChangingTopic } from "../../support/kafka/changing-topic.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const timeoutMs = 60_000;

// Together: each waits for Kafka most of the time.
test.concurrent("the Kafka tap reads partitions that are added, without a gap", async ({ pipeline }) => {
  await using topic = await ChangingTopic.create(pipeline, 1);
  await using seen = await openTap(topic);
  const first = await topic.write(3, [0]);
  await topic.extendTo(3);
  const second = await topic.write(6, [1, 2]);
  await seen.waitForCount(9);
  await seen.tap.catchUp(timeoutMs);
  expect(seen.seqs.toSorted((a, b) => a - b)).toEqual([...first, ...second]);
  expect(seen.tap).toMatchObject({ hasGap: false, isRecreated: false });
});

test.concurrent("a topic that is created again is a gap of the Kafka tap, which reads the new one from its beginning; so does the independent reader", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 2);
  await topic.write(10, [0, 1]);
  const startOffsets = new Map([
    [0, 5],
    [1, 5],
  ]);
  await using seen = await openTap(topic, startOffsets);
  await topic.write(2, [0, 1]);
  await seen.waitForCount(2);
  await topic.delete();
  await topic.createAgain(2);
  const second = await topic.write(40, [0, 1]);
  await seen.waitForCount(42);
  await seen.tap.catchUp(timeoutMs);
  expect(new Set(seen.seqs)).toEqual(new Set([10, 11, ...second]));
  expect(seen.tap).toMatchObject({ hasGap: true, isRecreated: true });

  const ledger = new Ledger({ lateAfterMs: 1_000, taps: ["kafka"] });
  const [seq = 0] = second;
  const made = { at: 0, device: topic.topic, run: "run", seq, sha256: "0".repeat(64) };
  for (const fact of ["made", "sent", "acknowledged"] as const)
    ledger.add({ tap: "publisher", fact, ...made });
  const signal = AbortSignal.timeout(timeoutMs);
  const reading = await endWithIndependentReading(ledger, seen.tap, {
    ...{ kafka: seen.options, timeoutMs, signal },
  });
  expect(reading).toMatchObject({ found: 40, hasHoles: true, failure: undefined });
  expect(ledger.verdict()).toMatchObject({ lostAt: { "kafka-consumer": 1 } });
});

test.concurrent("records that are removed before the Kafka tap reads them are a gap, for whose end it does not wait", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 1);
  await topic.write(10, [0]);
  await topic.removeBefore(0, 10);
  await using seen = await openTap(topic, new Map([[0, 3]]));
  await waitFor({ description: "the gap", timeoutMs }, () => seen.tap.hasGap || undefined);
  const more = await topic.write(2, [0]);
  await seen.waitForCount(2);
  await seen.tap.catchUp(timeoutMs);
  expect(seen.seqs).toEqual(more);
});

/** A Kafka tap, and the seqs of the records that it has read. */
async function openTap({ topic, brokers }: ChangingTopic, startOffsets?: ReadonlyMap<number, number>) {
  const seqs: number[] = [];
  const options: KafkaTapOptions = {
    ...{ brokers, topic, deadLetterTopic: undefined, traceCarrier: "properties" },
    ...(startOffsets && { startOffsets }),
  };
  const tap = await KafkaTap.open(options, (fact: LedgerFact) => {
    if (fact.fact === "written") seqs.push(fact.seq);
  });
  return {
    ...{ tap, options, seqs },
    waitForCount: async (count: number) =>
      await waitFor({ description: `${count} records`, timeoutMs }, () => seqs.length >= count || undefined),
    [Symbol.asyncDispose]: () => tap[Symbol.asyncDispose](),
  };
}
