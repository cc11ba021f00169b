import { createServer, connect as openSocket } from "node:net";
import { CompressionTypes, type Message } from "kafkajs";
import { expect } from "vitest";
import { type kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { encodeReading } from "../../../services/shared/reading/reading.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { readLog } from "../../../testbed/taps/independent/independent-log-reader.ts";
import { type LogRecord } from "../../../testbed/taps/independent/log-record.ts";
import { KafkaTap } from "../../../testbed/taps/kafka-tap.ts";
import { newTopic } from "../../support/kafka/new-topic.ts";
import { produceByJava } from "../../support/kafka/produce-by-java.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const timeoutMs = 60_000;

test("every record of every partition is found once, with its headers, in a compressed batch, too", async ({
  pipeline,
}) => {
  const { topic, kafka } = await newTopic(pipeline, 3);
  await using producer = await producerOf(kafka);
  const messages = Array.from({ length: 30 }, (_, n): Message & { partition: number } => ({
    partition: n % 3,
    value: n === 7 ? null : `value ${n}`,
    headers: { run: ["older", `newer ${n}`], empty: "" },
  }));
  await producer.send({ topic, messages: messages.slice(0, 15) });
  await producer.send({ topic, messages: messages.slice(15), compression: CompressionTypes.GZIP });

  const { records, hasHoles } = await recordsOf(pipeline, [topic]);

  expect(records.map(textOf).toSorted()).toEqual(messages.map(({ value }) => value).toSorted());
  const [last] = records.filter((record) => textOf(record) === "value 29");
  expect(last?.headers.map(([name, value]) => [name, value?.toString()])).toEqual([
    ["run", "older"],
    ["run", "newer 29"],
    ["empty", ""],
  ]);
  expect(hasHoles).toBe(false);
});

test("start offsets hold for the first topic, the second is read from its beginning, an empty one has no records", async ({
  pipeline,
}) => {
  const { topic, kafka } = await newTopic(pipeline, 2);
  const second = await newTopic(pipeline, 1);
  const empty = await newTopic(pipeline, 4);
  await using producer = await producerOf(kafka);
  for (const value of ["a0", "a1", "a2"]) await producer.send({ topic, messages: [{ partition: 0, value }] });
  await producer.send({ topic, messages: [{ partition: 1, value: "b0" }] });
  await producer.send({ topic: second.topic, messages: [{ value: "dead" }] });

  const startOffsets = new Map([
    [0, 2],
    [1, 1],
  ]);
  const { records, hasHoles } = await recordsOf(pipeline, [topic, second.topic, empty.topic], startOffsets);

  expect(records.map((record) => [record.topic, textOf(record)])).toEqual([
    [topic, "a2"],
    [second.topic, "dead"],
  ]);
  expect(hasHoles).toBe(false);
});

test("of transactions only the committed ones are found, up to the first that is open, as by a consumer", async ({
  pipeline,
}) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  await using producer = await producerOf(kafka);
  const transactional = kafka.producer({
    transactionalId: `transactions-${topic}`,
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await transactional.connect();
  const inTransaction = async (value: string, end: "commit" | "abort") => {
    const transaction = await transactional.transaction();
    await transaction.send({ topic, messages: [{ value }] });
    await producer.send({ topic, messages: [{ value: `beside ${value}` }] });
    await transaction[end]();
  };
  try {
    await inTransaction("aborted 1", "abort");
    await inTransaction("committed", "commit");
    await inTransaction("aborted 2", "abort");
    const open = await transactional.transaction();
    await open.send({ topic, messages: [{ value: "open" }] });
    await producer.send({ topic, messages: [{ value: "behind what is open" }] });

    const { records, hasHoles } = await recordsOf(pipeline, [topic]);
    await open.abort();

    expect(records.map(textOf).toSorted()).toEqual([
      "beside aborted 1",
      "beside aborted 2",
      "beside committed",
      "committed",
    ]);
    expect(hasHoles).toBe(false);
  } finally {
    await transactional.disconnect();
  }
});

test("records that were deleted from the log are a hole", async ({ pipeline }) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  await using producer = await producerOf(kafka);
  for (const value of ["0", "1", "2"]) await producer.send({ topic, messages: [{ value }] });
  const admin = kafka.admin();
  await admin.connect();
  // kafkajs deletes records only of topics whose metadata it has.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "2" }] });
  await admin.disconnect();

  const { records, hasHoles } = await recordsOf(pipeline, [topic]);

  expect(records.map(textOf)).toEqual(["2"]);
  expect(hasHoles).toBe(true);
});

test.for(["gzip", "snappy", "lz4", "zstd"])(
  "batches that Kafka's own producer compressed with %s are read, by the Kafka tap as well",
  async (codec, { pipeline }) => {
    const { topic } = await newTopic(pipeline, 1);
    const values = Array.from({ length: 200 }, (_, seq) =>
      encodeReading({ id: codec, x: 1, y: 2, status: "Active" }, { run: "r", seq }).toString(),
    );
    await produceByJava(pipeline, topic, codec, values);

    const { records } = await recordsOf(pipeline, [topic]);
    const written: unknown[] = [];
    const brokers = pipeline.addresses.kafkaBrokers.split(",");
    await using tap = await KafkaTap.open(
      { brokers, topic, deadLetterTopic: undefined, traceCarrier: "payload" },
      (fact) => written.push("seq" in fact && fact.seq),
    );
    await tap.catchUp(timeoutMs);

    expect(records.map(textOf)).toEqual(values);
    expect(written).toEqual([...values.keys()]);
    expect(tap.hasGap).toBe(false);
  },
);

test("the reader waits for a Kafka that is away, and ends when it is told to", async ({ pipeline }) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  await using producer = await producerOf(kafka);
  await producer.send({ topic, messages: [{ value: "there" }] });
  const [host = "", kafkaPort] = pipeline.addresses.kafkaBrokers.split(":");
  let connections = 0;
  const relay = createServer((socket) => {
    connections += 1;
    // The first one gets no answer.
    if (connections === 1) return void socket.destroy();
    const upstream = openSocket(Number(kafkaPort), host);
    socket.pipe(upstream).pipe(socket);
    for (const each of [socket, upstream]) each.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const address = relay.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const brokers = [`127.0.0.1:${address.port}`];
  try {
    const records: LogRecord[] = [];
    await readLog(
      { brokers, topics: [topic] },
      (record) => records.push(record),
      AbortSignal.timeout(timeoutMs),
    );
    expect(records.map(textOf)).toEqual(["there"]);
    expect(connections).toBeGreaterThan(1);
  } finally {
    relay.close();
  }

  const stop = new AbortController();
  const silentServer = createServer(() => stop.abort(new Error("told to end")));
  await new Promise<void>((resolve) => silentServer.listen(address.port, "127.0.0.1", resolve));
  try {
    const reading = readLog({ brokers, topics: [topic] }, () => undefined, stop.signal);
    await expect(reading).rejects.toThrow("told to end");
  } finally {
    silentServer.close();
  }
});

function textOf({ value }: LogRecord): string | null {
  return value?.toString() ?? null;
}

async function recordsOf(
  { addresses }: Pipeline,
  topics: readonly [string, ...string[]],
  startOffsets?: ReadonlyMap<number, number>,
) {
  const records: LogRecord[] = [];
  const options = {
    brokers: addresses.kafkaBrokers.split(","),
    topics,
    ...(startOffsets && { startOffsets }),
  };
  const extent = await readLog(options, (record) => records.push(record), AbortSignal.timeout(timeoutMs));
  return { records, ...extent };
}

async function producerOf(kafka: ReturnType<typeof kafkaClient>) {
  // Without idempotence kafkajs writes records twice if the leader of one partition is not known yet.
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  return Object.assign(producer, { [Symbol.asyncDispose]: () => producer.disconnect() });
}
