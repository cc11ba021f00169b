import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { ChangingTopic } from "../../support/kafka/changing-topic.ts";
import { OwnConsumer } from "../../support/kafka/own-consumer.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const partitions = [0, 1, 2, 3];

test("two consumers of a group share its partitions: nothing is lost, nothing handled twice when one joins or leaves, and what a killed one had is read on", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, partitions.length);
  await using writer = new SteadyWriter(topic);
  await using first = await OwnConsumer.start(topic.brokers, topic.topic);
  await untilMore(first);

  const joined = await OwnConsumer.start(topic.brokers, topic.topic);
  await untilMore(first, joined);
  await joined.part.stop();
  await untilAll(first);
  const ofJoined = await joined.consumed();
  await joined[Symbol.asyncDispose]();
  expect(partitionsOf(ofJoined)).toHaveLength(2);
  expect(seqsOf(ofJoined).filter(isIn(await first.consumed()))).toEqual([]);

  await using killed = await OwnConsumer.start(topic.brokers, topic.topic);
  await untilMore(first, killed);
  await killed.part.kill();
  await untilAll(first);

  const written = await writer.end();
  const everybodys = async () => [...ofJoined, ...(await first.consumed()), ...(await killed.consumed())];
  await waitFor({ description: "all records to be handled", timeoutMs: 60_000 }, async () => {
    const missing = written - new Set(seqsOf(await everybodys())).size;
    if (missing === 0) return true;
    throw new Error(`${missing} of ${written} are missing`);
  });
  // What the killed one had not committed is read once more, but by another one.
  const all = seqsOf(await first.consumed());
  expect(new Set(all).size).toBe(all.length);
});

type Consumed = Awaited<ReturnType<OwnConsumer["consumed"]>>;

const seqsOf = (facts: Consumed) => facts.map(({ seq }) => seq);
const partitionsOf = (facts: Consumed) => [...new Set(facts.map(({ partition }) => partition))];
const isIn = (facts: Consumed) => {
  const seqs = new Set(seqsOf(facts));
  return (seq: number) => seqs.has(seq);
};

/** Waits until each of the consumers has handled records that are there only now. */
async function untilMore(...consumers: readonly OwnConsumer[]): Promise<void> {
  for (const consumer of consumers) {
    const earlier = (await consumer.consumed()).length;
    await waitFor({ description: "more records to be handled", timeoutMs: 30_000 }, async () =>
      (await consumer.consumed()).length >= earlier + 100 ? true : undefined,
    );
  }
}

/** Waits until the consumer handles records of all partitions again. */
async function untilAll(consumer: OwnConsumer): Promise<void> {
  const earlier = (await consumer.consumed()).length;
  await waitFor({ description: "all partitions to be read by one consumer", timeoutMs: 30_000 }, async () => {
    const later = (await consumer.consumed()).slice(earlier);
    return partitionsOf(later).length === partitions.length ? true : undefined;
  });
}

/** Writes to all partitions until it is ended. */
class SteadyWriter implements AsyncDisposable {
  readonly #writing: Promise<number>;
  #isEnded = false;

  constructor(topic: ChangingTopic) {
    this.#writing = this.#write(topic);
  }

  /** Returns the number of records, whose seqs begin with 0. */
  async end(): Promise<number> {
    this.#isEnded = true;
    return await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  async #write(topic: ChangingTopic): Promise<number> {
    let written = 0;
    while (!this.#isEnded) written += (await topic.write(40, partitions)).length;
    return written;
  }
}
