import { type Admin, type Kafka } from "kafkajs";
import { pino } from "pino";
import { createTopics } from "../../../services/provision/topics.ts";
import { encodeReading } from "../../../services/shared/reading/reading.ts";
import { traceNames } from "../../../services/shared/reading/trace.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { newTopic } from "./new-topic.ts";

const silent = pino({ level: "silent" });

/** A topic of its own that is deleted, created again and changed, and its records: readings of one device, in sequence. */
export class ChangingTopic implements AsyncDisposable {
  readonly topic: string;
  readonly brokers: readonly string[];
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  #nextSeq = 0;

  private constructor(topic: string, brokers: readonly string[], kafka: Kafka, admin: Admin) {
    this.topic = topic;
    this.brokers = brokers;
    this.#kafka = kafka;
    this.#admin = admin;
  }

  static async create(pipeline: Pipeline, numPartitions: number): Promise<ChangingTopic> {
    const { topic, kafka } = await newTopic(pipeline, numPartitions);
    const admin = kafka.admin();
    await admin.connect();
    return new ChangingTopic(topic, pipeline.addresses.kafkaBrokers.split(","), kafka, admin);
  }

  /** Writes so many readings in turn to these partitions. Returns their seqs. */
  async write(count: number, partitions: readonly number[]): Promise<number[]> {
    const seqs = Array.from({ length: count }, (_, index) => this.#nextSeq + index);
    this.#nextSeq += count;
    // A new one knows nothing of a topic that was deleted. Idempotent: kafkajs may write records twice otherwise.
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    try {
      await producer.send({
        topic: this.topic,
        messages: seqs.map((seq, index) => ({
          partition: partitions[index % partitions.length] ?? 0,
          value: encodeReading({ id: this.topic, x: 1, y: 2, status: "Active" }),
          headers: { [traceNames.run]: "run", [traceNames.seq]: String(seq) },
        })),
      });
    } finally {
      await producer.disconnect();
    }
    return seqs;
  }

  /** Deletes the topic, and waits until it is gone. */
  async delete(): Promise<void> {
    await this.#admin.deleteTopics({ topics: [this.topic] });
    await waitFor({ description: `${this.topic} to be gone`, timeoutMs: 30_000 }, async () =>
      (await this.#admin.listTopics()).includes(this.topic) ? undefined : true,
    );
  }

  /** Creates the topic that was deleted. */
  async createAgain(numPartitions: number): Promise<void> {
    await createTopics(this.brokers, [{ topic: this.topic, numPartitions }], silent);
  }

  /** Adds partitions, so that there are so many. */
  async extendTo(count: number): Promise<void> {
    await this.#admin.createPartitions({ topicPartitions: [{ topic: this.topic, count }] });
    await waitFor({ description: `${count} partitions`, timeoutMs: 30_000 }, async () => {
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: [this.topic] });
      return topics[0]?.partitions.length === count || undefined;
    });
  }

  /** Removes the records of a partition before this offset, as retention does. */
  async removeBefore(partition: number, offset: number): Promise<void> {
    // kafkajs deletes records only of topics whose metadata it has.
    await this.#admin.fetchTopicOffsets(this.topic);
    await this.#admin.deleteTopicRecords({
      topic: this.topic,
      partitions: [{ partition, offset: String(offset) }],
    });
  }

  /** Waits until the consumer group of the topic's name has no member: the session of a frozen one has expired. */
  async untilGroupIsEmpty(): Promise<void> {
    await waitFor({ description: `group ${this.topic} to be empty`, timeoutMs: 30_000 }, async () => {
      const { groups } = await this.#admin.describeGroups([this.topic]);
      return groups[0]?.state === "Empty" || undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.disconnect();
  }
}
