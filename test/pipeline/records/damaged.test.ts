import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CompressionTypes } from "kafkajs";
import { expect } from "vitest";
import { encodeReading } from "../../../services/shared/reading/reading.ts";
import { Ledger } from "../../../testbed/ledger/ledger.ts";
import { endWithIndependentReading } from "../../../testbed/taps/independent/independent-reading.ts";
import { KafkaTap, type KafkaTapOptions } from "../../../testbed/taps/kafka-tap.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { newTopic } from "../../support/kafka/new-topic.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const name = { device: "compressed", run: "r", seq: 0 };
const made = { at: 0, ...name, sha256: "0".repeat(64) };

/** Bytes of a batch before its records. */
const batchHeaderBytes = 61;
/** In containers the log is inside of one. */
const testOfLocalLog = process.env["TEST_RUNTIME"] === "compose" ? test.skip : test;

testOfLocalLog(
  "a batch that is damaged is named by the Kafka tap, and there is no verdict on what it held",
  async ({ pipeline }) => {
    const { topic, kafka: client } = await newTopic(pipeline, 1);
    const ledger = new Ledger({ lateAfterMs: 1_000, taps: ["kafka"] });
    for (const fact of ["made", "sent", "acknowledged"] as const)
      ledger.add({ tap: "publisher", fact, ...made });
    const kafka: KafkaTapOptions = {
      ...{ brokers: pipeline.addresses.kafkaBrokers.split(","), topic, deadLetterTopic: undefined },
      traceCarrier: "payload",
    };
    await using tap = await KafkaTap.open(kafka, (fact) => ledger.add(fact));
    const producer = client.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const transaction = await producer.transaction();
    const value = encodeReading({ id: name.device, x: 1, y: 2, status: "Active" }, name);
    await transaction.send({ topic, compression: CompressionTypes.GZIP, messages: [{ value }] });
    // The tap cannot have read it yet.
    await damage(join(dirname(dirname(pipeline.part("kafka").logFile)), "data/kafka/log", `${topic}-0`));
    await transaction.commit();
    await producer.disconnect();

    const reason = await waitFor(
      { description: "the tap to say why it does not read", timeoutMs: 30_000 },
      () => (tap.notReady?.includes("cannot be read") ? tap.notReady : undefined),
    );
    expect(reason).toBe(`${topic} partition 0 cannot be read at offset 0: gzip: incorrect header check`);
    await tap.catchUp(1_000);
    expect(tap.hasGap).toBe(true);

    const signal = AbortSignal.timeout(60_000);
    const found = await endWithIndependentReading(ledger, tap, { kafka, timeoutMs: 30_000, signal });
    expect(found).toMatchObject({ found: 0, notFound: 0 });
    expect(found?.failure).toContain(`${topic} partition 0 cannot be read`);
    expect(ledger.verdict()).toMatchObject({ lostAt: { "no-evidence": 1 } });
  },
);

/** Overwrites the compressed records of the first batch of a partition's log on disk, and all behind it. */
async function damage(folder: string): Promise<void> {
  const segment = (await readdir(folder)).find((file) => file.endsWith(".log"));
  const file = join(folder, segment ?? "");
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0xff, batchHeaderBytes), { flag: "r+" });
}
