import { expect } from "vitest";
import { encodeReading } from "../../../services/shared/reading/reading.ts";
import { Ledger } from "../../../testbed/ledger/ledger.ts";
import { endWithIndependentReading } from "../../../testbed/taps/independent/independent-reading.ts";
import { KafkaTap, type KafkaTapOptions } from "../../../testbed/taps/kafka-tap.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { newTopic } from "../../support/kafka/new-topic.ts";
import { produceByJava } from "../../support/kafka/produce-by-java.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const name = { device: "compressed", run: "r", seq: 0 };
const made = { at: 0, ...name, sha256: "0".repeat(64) };

test("a compression that kafkajs does not know is named by the Kafka tap, and the independent reader closes its gap", async ({
  pipeline,
}) => {
  const { topic } = await newTopic(pipeline, 1);
  const ledger = new Ledger({ lateAfterMs: 1_000, taps: ["kafka"] });
  for (const fact of ["made", "sent", "acknowledged"] as const)
    ledger.add({ tap: "publisher", fact, ...made });
  const kafka: KafkaTapOptions = {
    ...{ brokers: pipeline.addresses.kafkaBrokers.split(","), topic, deadLetterTopic: undefined },
    traceCarrier: "payload",
  };
  await using tap = await KafkaTap.open(kafka, (fact) => ledger.add(fact));
  expect(tap.notReady).toBeUndefined();
  const reading = encodeReading({ id: name.device, x: 1, y: 2, status: "Active" }, name);
  await produceByJava(pipeline, topic, "snappy", [reading.toString()]);

  const reason = await waitFor(
    { description: "the tap to say why it does not read", timeoutMs: 30_000 },
    () => (tap.notReady?.includes("Snappy") ? tap.notReady : undefined),
  );
  expect(reason).toBe("Snappy compression not implemented: kafkajs reads uncompressed and gzip batches only");
  await tap.catchUp(1_000);
  expect(tap.hasGap).toBe(true);

  const signal = AbortSignal.timeout(60_000);
  const found = await endWithIndependentReading(ledger, tap, { kafka, timeoutMs: 30_000, signal });
  expect(found).toMatchObject({ found: 1, onlyIndependentReader: 1, notFound: 0, failure: undefined });
  expect(ledger.verdict()).toMatchObject({ lostAt: { "kafka-consumer": 1 }, gaps: { kafka: [] } });
});

test("the markers of transactions look like missing offsets to the Kafka tap: the independent reader knows better", async ({
  pipeline,
}) => {
  const { topic, kafka: client } = await newTopic(pipeline, 1);
  const ledger = new Ledger({ lateAfterMs: 1_000, taps: ["kafka"] });
  for (const seq of [0, 1, 2]) {
    for (const fact of ["made", "sent", "acknowledged"] as const)
      ledger.add({ tap: "publisher", fact, ...made, seq });
  }
  const producer = client.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
  await producer.connect();
  try {
    for (const [seq, end] of (["commit", "commit", "abort"] as const).entries()) {
      const transaction = await producer.transaction();
      const value = encodeReading({ id: name.device, x: 1, y: 2, status: "Active" }, { ...name, seq });
      await transaction.send({ topic, messages: [{ value }] });
      await transaction[end]();
    }
  } finally {
    await producer.disconnect();
  }
  const kafka: KafkaTapOptions = {
    ...{ brokers: pipeline.addresses.kafkaBrokers.split(","), topic, deadLetterTopic: undefined },
    traceCarrier: "payload",
  };
  await using tap = await KafkaTap.open(kafka, (fact) => ledger.add(fact));
  await tap.catchUp(3_000);
  expect(tap.hasGap).toBe(true);

  const signal = AbortSignal.timeout(60_000);
  const found = await endWithIndependentReading(ledger, tap, { kafka, timeoutMs: 30_000, signal });
  expect(found).toMatchObject({ found: 2, onlyIndependentReader: 0, notFound: 0, hasHoles: false });
  expect(ledger.verdict()).toMatchObject({
    lostAt: { "kafka-consumer": 2, "no-evidence": 1 },
    gaps: { kafka: [] },
  });
});
