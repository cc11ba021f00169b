import { type EachBatchPayload, type Consumer as KafkajsConsumer } from "kafkajs";
import { type KafkaClient } from "../../../shared/kafka/kafka-client.ts";
import { offsetRangesOf } from "../../../shared/kafka/offset-range.ts";
import { defaultSessionTimeoutMs } from "../../config.ts";
import { type PartitionOffset } from "../../group/offset-tracker.ts";
import { kafkaRecordOf } from "../../kafka-record.ts";
import {
  fetchWaitMs,
  heartbeatIntervalMs,
  type KafkaReader,
  metadataMaxAgeMs,
  type ReaderHooks,
  type ReaderOptions,
} from "../kafka-reader.ts";
import { followMember } from "./member-events.ts";

/** Reader with kafkajs. */
export class KafkajsReader implements KafkaReader {
  readonly options: ReaderOptions;
  readonly #kafka: KafkaClient;
  #member: KafkajsConsumer | undefined;
  /** kafkajs tells it with each batch. */
  #commitOnce: EachBatchPayload["commitOffsetsIfNecessary"] | undefined;
  #isLeaving = false;

  /** The client is disposed of with the reader. */
  constructor(options: ReaderOptions, kafka: KafkaClient) {
    this.options = options;
    this.#kafka = kafka;
  }

  async run(hooks: ReaderHooks): Promise<void> {
    const { topics, groupId, sessionTimeoutMs = defaultSessionTimeoutMs } = this.options;
    const member = this.#kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
      // kafkajs looks for new partitions in every fetch if its metadata is older than this, and then rejoins the group (`fetch`
      // in kafkajs' consumer/consumerGroup.js).
      metadataMaxAge: metadataMaxAgeMs,
      // A topic that somebody has deleted stays deleted.
      allowAutoTopicCreation: false,
    });
    this.#member = member;
    const ended = followMember(member, hooks, () => this.#isLeaving);
    try {
      await member.connect();
      await member.subscribe({ topics: [...topics], fromBeginning: true });
      // Before the join, as kafkajs then replaces committed offsets that are out of range.
      if (!(await hooks.mayJoin())) return;
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#handle(payload, hooks),
      });
      await ended;
    } finally {
      this.#commitOnce = undefined;
      await member.disconnect();
    }
  }

  get canCommit(): boolean {
    return this.#commitOnce !== undefined;
  }

  /** kafkajs' own commit would be tried until the topic of an offset exists, and so be one in a topic that was created again. */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map(({ partition, offset }) => ({ partition, offset })),
    }));
    await this.#commitOnce?.({ topics });
  }

  seek(offsets: readonly PartitionOffset[]): void {
    for (const offset of offsets) this.#member?.seek(offset);
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#member?.disconnect();
  }

  [Symbol.dispose](): void {
    this.#kafka[Symbol.dispose]();
  }

  async #handle(payload: EachBatchPayload, hooks: ReaderHooks): Promise<void> {
    const { batch, resolveOffset, heartbeat, isStale } = payload;
    this.#commitOnce = payload.commitOffsetsIfNecessary;
    if (isStale()) return;
    const isHandled = await hooks.handle({
      topic: batch.topic,
      partition: batch.partition,
      highWatermark: batch.highWatermark,
      messages: batch.messages.map((message) => kafkaRecordOf(batch, message)),
      firstOffset: () => batch.firstOffset(),
      lastOffset: () => batch.lastOffset(),
      ranges: () => offsetRangesOf(batch),
    });
    // A batch that is not resolved is fetched again, after a heartbeat.
    if (!isHandled) return;
    resolveOffset(batch.lastOffset());
    await heartbeat();
  }
}
