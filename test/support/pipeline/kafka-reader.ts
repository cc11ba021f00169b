import { type KafkaMessage } from "kafkajs";
import { pino } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";

/** A record of the Kafka log. */
export interface SeenRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of the headers by name, those of a repeated name in order. */
  readonly headerValues: ReadonlyMap<string, readonly Buffer[]>;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
}

/** Reads a topic from its beginning in a group of its own. */
export class KafkaReader implements AsyncDisposable {
  readonly #topic: string;
  readonly #records: SeenRecord[] = [];
  readonly #stop: () => Promise<void>;

  private constructor(topic: string, stop: () => Promise<void>) {
    this.#topic = topic;
    this.#stop = stop;
  }

  static async open({ addresses }: Pipeline, topic: string): Promise<KafkaReader> {
    const id = `test-${crypto.randomUUID()}`;
    const { kafkaAccess } = addresses;
    const kafka = kafkaClient(id, [addresses.kafkaBrokers], pino({ level: "silent" }), {
      security: kafkaAccess?.security,
    });
    // kafkajs awaits a running fetch before it disconnects: with its default, up to five seconds for a topic without traffic.
    const consumer = kafka.consumer({ groupId: id, maxWaitTimeInMs: 200 });
    const reader = new KafkaReader(topic, () => consumer.disconnect());
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        reader.#records.push(seen(partition, message));
        return Promise.resolve();
      },
    });
    return reader;
  }

  /** Returns all records so far. */
  get records(): readonly SeenRecord[] {
    return this.#records;
  }

  /** Waits until there are at least this many records. */
  async waitForCount(count: number, timeoutMs = 60_000): Promise<readonly SeenRecord[]> {
    const wait = { description: `${this.#topic}: ${count} records`, timeoutMs };
    return await waitFor(wait, () => {
      if (this.#records.length >= count) return this.#records;
      throw new Error(`${this.#records.length} records`);
    });
  }

  /** Waits for a record of the topic that matches, and returns it. */
  async waitFor(description: string, matches: (record: SeenRecord) => boolean): Promise<SeenRecord> {
    return await waitFor({ description: `${this.#topic}: ${description}`, timeoutMs: 30_000 }, () =>
      this.#records.find(matches),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

function seen(partition: number, { offset, key, value, headers, timestamp }: KafkaMessage): SeenRecord {
  const values = Object.entries(headers ?? {}).map(
    // kafkajs puts what JavaScript's objects inherit before a header of the same name, such as `constructor`.
    ([name, header]) => [name, [header].flat().filter((value) => Buffer.isBuffer(value))] as const,
  );
  return {
    partition,
    offset,
    key: key?.toString() ?? null,
    value,
    headers: Object.fromEntries(values.map(([name, header]) => [name, header.join()])),
    headerValues: new Map(values),
    timestampMs: Number(timestamp),
  };
}
