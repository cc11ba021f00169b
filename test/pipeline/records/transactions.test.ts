import { type Kafka } from "kafkajs";
import { pino } from "pino";
import { expect } from "vitest";
import { Consumer } from "../../../services/consumer/consumer.ts";
import { kafkaReader } from "../../../services/consumer/reader/open-reader.ts";
import { encodeReading } from "../../../services/shared/reading/reading.ts";
import { Ledger } from "../../../testbed/ledger/ledger.ts";
import { KafkaTap } from "../../../testbed/taps/kafka-tap.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { clientUnderTest } from "../../support/kafka/client-under-test.ts";
import { newTopic } from "../../support/kafka/new-topic.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const silent = pino({ level: "silent" });
const name = { device: "transactional", run: "r" };
const ends = ["commit", "abort", "commit", "abort", "abort"] as const;
/** Much longer than the reading takes. */
const catchUpMs = 60_000;

test("markers and aborted readings are no gap to the Kafka tap, and it finds the end of the log behind them", async ({
  pipeline,
}) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  const ledger = new Ledger({ lateAfterMs: 1_000, taps: ["mqtt-bridge", "kafka"] });
  for (const seq of ends.keys()) {
    const reading = { at: 0, ...name, seq, sha256: "0".repeat(64) };
    for (const fact of ["made", "sent", "acknowledged"] as const)
      ledger.add({ tap: "publisher", fact, ...reading });
    for (const fact of ["delivered", "bridge-acknowledged"] as const)
      ledger.add({ tap: "mqtt-bridge", fact, ...reading });
  }
  await writeInTransactions(kafka, topic);
  await using tap = await KafkaTap.open(
    {
      ...{ brokers: pipeline.addresses.kafkaBrokers.split(","), topic, deadLetterTopic: undefined },
      traceCarrier: "payload",
    },
    (fact) => ledger.add(fact),
  );

  await tap.catchUp(catchUpMs);
  // Now a fetch has nothing else.
  await writeInTransactions(kafka, topic, name.device, ["abort"]);
  await tap.catchUp(catchUpMs);

  expect(tap.hasGap).toBe(false);
  expect(ledger.verdict()).toMatchObject({
    lostAt: { "kafka-consumer": 2, "bridge-kafka": 3 },
    gaps: { kafka: [] },
  });
});

test("a transaction that is open holds up nobody who waits for the end of the log", async ({ pipeline }) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  const producer = kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
  await producer.connect();
  try {
    const open = await producer.transaction();
    await open.send({ topic, messages: [{ value: "open" }] });
    await using tap = await KafkaTap.open(
      {
        ...{ brokers: pipeline.addresses.kafkaBrokers.split(","), topic, deadLetterTopic: undefined },
        traceCarrier: "payload",
      },
      () => undefined,
    );
    await tap.catchUp(catchUpMs);
    expect(tap.hasGap).toBe(false);
    await open.abort();
  } finally {
    await producer.disconnect();
  }
});

test("a consumer commits the end of a log of transactions: it has no lag", async ({ pipeline }) => {
  const { topic, kafka } = await newTopic(pipeline, 1);
  await writeInTransactions(kafka, topic);
  const values: string[] = [];
  const handler = {
    handle: (records: readonly { readonly value: Buffer | null }[]) =>
      values.push(...records.map(({ value }) => String(value))),
  };
  const admin = kafka.admin();
  await admin.connect();
  try {
    await using consumer = new Consumer(
      kafkaReader(
        clientUnderTest,
        { brokers: pipeline.addresses.kafkaBrokers.split(","), topics: [topic], groupId: topic },
        silent,
      ),
      handler,
      silent,
    );
    consumer.start();
    const untilCommitted = (offset: number) =>
      waitFor({ description: `offset ${offset} to be committed`, timeoutMs: 30_000 }, async () => {
        const [end] = await admin.fetchTopicOffsets(topic);
        const [group] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
        const committed = group?.partitions[0]?.offset;
        return committed === end?.high && Number(committed) === offset ? true : undefined;
      });
    // Each transaction has one reading and one marker.
    await untilCommitted(2 * ends.length);
    // Now a fetch has nothing else.
    await writeInTransactions(kafka, topic, name.device, ["abort"]);
    await untilCommitted(2 * ends.length + 2);
    expect(values).toEqual([0, 2].map((seq) => readingOf(seq).toString()));
  } finally {
    await admin.disconnect();
  }
});

test("the consumer service reads what was committed, and nothing of what was aborted", async ({
  pipeline,
  arrivals,
}) => {
  const { topic: id, kafka } = await newTopic(pipeline, 1);
  await writeInTransactions(kafka, "coffee", id, ["commit", "abort", "commit"]);
  await arrivals.waitFor(id, "the last reading", ({ x }) => x === 2);
  expect(arrivals.of(id).map(({ x }) => x)).toEqual([0, 2]);
});

/** Writes readings 0, 1, 2 … of a device, each in a transaction that ends in this way. */
async function writeInTransactions(
  kafka: Kafka,
  topic: string,
  device = name.device,
  endings: readonly ("commit" | "abort")[] = ends,
): Promise<void> {
  const producer = kafka.producer({
    transactionalId: crypto.randomUUID(),
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await producer.connect();
  try {
    for (const [seq, end] of endings.entries()) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: device, value: readingOf(seq, device) }] });
      await transaction[end]();
    }
  } finally {
    await producer.disconnect();
  }
}

function readingOf(seq: number, device = name.device): Buffer {
  return encodeReading({ id: device, x: seq, y: 2, status: "Active" }, { run: name.run, seq });
}
