import { pino } from "pino";
import { expect } from "vitest";
import { Consumer } from "../../../services/consumer/consumer.ts";
import { kafkaReader } from "../../../services/consumer/reader/open-reader.ts";
import { traceNames } from "../../../services/shared/reading/trace.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { ChangingTopic } from "../../support/kafka/changing-topic.ts";
import { clientUnderTest } from "../../support/kafka/client-under-test.ts";
import { OwnConsumer } from "../../support/kafka/own-consumer.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

// Together: each waits for Kafka most of the time.
test.concurrent("a topic that is created again while the consumer is frozen is read whole, each record once", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 4);
  await using consumer = await OwnConsumer.start(topic.brokers, topic.topic);
  await topic.write(10, [0]);
  await consumer.waitFor("10 records", ({ devices }) => devices[0]?.received === 10);

  await consumer.part.pause();
  await topic.delete();
  await topic.createAgain(4);
  await topic.write(400, [0, 1, 2, 3]);
  // A process that is frozen for less than a second does not notice it, and would handle what it reads before its next lookup.
  await topic.untilGroupIsEmpty();
  await consumer.part.resume();

  const status = await consumer.waitFor("400 more", ({ devices }) => (devices[0]?.received ?? 0) >= 410);
  expect(status).toMatchObject({
    ...{ removed: 0, recreated: 1 },
    devices: [{ received: 410, duplicates: 0, gaps: 0 }],
  });
});

test.concurrent("records that Kafka removes while the consumer is frozen are counted, the others read", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 2);
  await using consumer = await OwnConsumer.start(topic.brokers, topic.topic);
  await topic.write(10, [0]);
  await consumer.waitFor("10 records", ({ devices }) => devices[0]?.received === 10);

  await consumer.part.pause();
  // Its last fetch is answered by then, without any of them.
  await topic.untilGroupIsEmpty();
  await topic.write(20, [0]);
  await topic.removeBefore(0, 25);
  await consumer.part.resume();

  const status = await consumer.waitFor("the last 5", ({ devices }) => (devices[0]?.received ?? 0) >= 15);
  expect(status).toMatchObject({
    removed: 15,
    devices: [{ received: 15, duplicates: 0, gaps: 15 }],
  });
  expect(await consumer.metrics()).toMatch(/^consumer_removed_total 15$/m);
});

test.concurrent("records in partitions that are added arrive", async ({ pipeline }) => {
  await using topic = await ChangingTopic.create(pipeline, 4);
  await using reader = readerOf(topic);
  const first = await topic.write(4, [0, 1, 2, 3]);
  await reader.waitForCount(4);

  await topic.extendTo(8);
  const added = await topic.write(8, [4, 5, 6, 7]);

  await reader.waitForCount(12);
  expect(reader.seqs.toSorted((a, b) => a - b)).toEqual([...first, ...added]);
  expect(reader.consumer.counts).toMatchObject({ removed: 0, recreated: 0 });
});

test.concurrent("without its topic the consumer is not ready, and reads it once it is there, with fewer partitions", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 4);
  await using reader = readerOf(topic);
  const first = await topic.write(40, [0, 1, 2, 3]);
  await reader.waitForCount(40);

  await topic.delete();
  await waitFor({ description: "the reason", timeoutMs: 30_000 }, () =>
    reader.consumer.notReady === `topic ${topic.topic} does not exist` ? true : undefined,
  );
  await topic.createAgain(2);
  const second = await topic.write(100, [0, 1]);

  await reader.waitForCount(140);
  await reader.untilReady();
  expect(reader.seqs.toSorted((a, b) => a - b)).toEqual([...first, ...second]);
  expect(reader.consumer.counts).toMatchObject({ recreated: 1 });
});

test.concurrent("a consumer that starts before its topic names it, and reads it from its beginning", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 1);
  await topic.delete();
  await using reader = readerOf(topic);
  await waitFor({ description: "the reason", timeoutMs: 30_000 }, () =>
    reader.consumer.notReady === `topic ${topic.topic} does not exist` ? true : undefined,
  );
  await topic.createAgain(1);
  const seqs = await topic.write(5, [0]);
  await reader.waitForCount(5);
  expect(reader.seqs).toEqual(seqs);
});

test.concurrent("a topic that is created again at once, with more partitions and records, is read whole, and its offsets are those of the new one", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 2);
  const seen = await (async () => {
    await using reader = readerOf(topic);
    const first = await topic.write(20, [0, 1]);
    await reader.waitForCount(20);
    await topic.delete();
    await topic.createAgain(4);
    const second = await topic.write(200, [0, 1, 2, 3]);
    await reader.waitFor("all of the new one", () => second.every((seq) => reader.seqs.includes(seq)));
    expect(reader.seqs.slice(0, 20).toSorted((a, b) => a - b)).toEqual(first);
    expect(reader.consumer.counts).toMatchObject({ removed: 0, recreated: 1 });
    return new Set(reader.seqs);
  })();
  expect(seen.size).toBe(220);

  await using next = readerOf(topic);
  const third = await topic.write(4, [0, 1, 2, 3]);
  await next.waitForCount(4);
  expect(next.seqs.toSorted((a, b) => a - b)).toEqual(third);
});

test.concurrent("records that were removed while no consumer ran are counted at the next start; those that were read are not", async ({
  pipeline,
}) => {
  await using topic = await ChangingTopic.create(pipeline, 1);
  await (async () => {
    await using reader = readerOf(topic);
    await topic.write(10, [0]);
    await reader.waitForCount(10);
  })();
  await topic.removeBefore(0, 7);
  await topic.write(10, [0]);
  await (async () => {
    await using reader = readerOf(topic);
    await reader.waitForCount(10);
    expect(reader.consumer.counts).toMatchObject({ removed: 0 });
  })();
  await topic.write(10, [0]);
  await topic.removeBefore(0, 28);

  await using reader = readerOf(topic);
  await reader.waitForCount(2);
  expect(reader.seqs).toEqual([28, 29]);
  expect(reader.consumer.counts).toMatchObject({ removed: 8, readAgain: 0 });
});

/** A consumer in this process, in the group of its topic, and the seqs that it has handled. */
class SeqReader implements AsyncDisposable {
  readonly seqs: number[] = [];
  readonly consumer: Consumer;

  constructor({ topic, brokers }: ChangingTopic) {
    const logger = pino({ level: "silent" });
    this.consumer = new Consumer(
      kafkaReader(clientUnderTest, { brokers, topics: [topic], groupId: topic }, logger),
      {
        handle: (records) => this.seqs.push(...records.map(({ header }) => Number(header(traceNames.seq)))),
      },
      logger,
    );
    this.consumer.start();
  }

  async waitFor(description: string, isThere: () => boolean): Promise<void> {
    await waitFor({ description, timeoutMs: 60_000 }, () => {
      if (isThere()) return true;
      throw new Error(`${this.seqs.length} records; not ready: ${this.consumer.notReady}`);
    });
  }

  async waitForCount(count: number): Promise<void> {
    await this.waitFor(`${count} records`, () => this.seqs.length >= count);
  }

  async untilReady(): Promise<void> {
    await this.waitFor("it to be ready", () => this.consumer.notReady === undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.consumer[Symbol.asyncDispose]();
  }
}

function readerOf(topic: ChangingTopic): SeqReader {
  return new SeqReader(topic);
}
