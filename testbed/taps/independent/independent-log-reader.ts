import { setTimeout as delay } from "node:timers/promises";
import {
  AuthenticationError,
  Consumer,
  FetchIsolationLevels,
  GenericError,
  ListOffsetTimestamps,
  NetworkError,
  UnsupportedApiError,
  UnsupportedCompressionError,
} from "@platformatic/kafka";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { platformaticSecurity } from "../../../services/shared/kafka/security/platformatic-security.ts";
import { type LogRecord } from "./log-record.ts";
import { PartitionCursor } from "./partition-cursor.ts";

const retryDelayMs = 250;
const requestTimeoutMs = 5_000;
const connectTimeoutMs = 2_000;
const closeTimeoutMs = 2_000;
const fetchWaitMs = 500;
const fetchBytes = 4 * 1_048_576;

/** Options of {@link readLog}. */
export interface IndependentReadOptions {
  readonly brokers: readonly string[];
  readonly topics: readonly [string, ...string[]];
  /** First offsets in the partitions of the first topic; default: the beginning. Other topics are read from the beginning. */
  readonly startOffsets?: ReadonlyMap<number, number>;
  /** Default: plain text without authentication. */
  readonly security?: KafkaSecurity | undefined;
}

/** Result of {@link readLog}. */
export interface LogExtent {
  /** Whether offsets are without a record, so that records may have been removed (retention, compaction). */
  readonly hasHoles: boolean;
}

/**
 * Reads the topics once, from their start to their present end, with `@platformatic/kafka`: a client that shares no code with
 * consumer and tap but the decompression of Snappy and LZ4, and their look-up of topics. Reads what a consumer can read: not
 * the records of transactions that were aborted or are still open. Has no consumer group and leaves nothing in Kafka. Tries
 * again while Kafka is away. `onRecord` receives each record once; those of a partition in order, but for transactions, which
 * come at their end.
 * @throws Error with the signal's reason and the last error of Kafka if it is aborted before
 * @throws Error with the partition and the reason, if a record cannot be read, or the topic is replaced meanwhile
 */
export async function readLog(
  options: IndependentReadOptions,
  onRecord: (record: LogRecord) => void,
  signal: AbortSignal,
): Promise<LogExtent> {
  await using reader = new IndependentLogReader(options, onRecord, signal);
  return await reader.read();
}

class IndependentLogReader implements AsyncDisposable {
  readonly #options: IndependentReadOptions;
  readonly #onRecord: (record: LogRecord) => void;
  readonly #signal: AbortSignal;
  readonly #aborted: Promise<never>;
  readonly #client: Consumer;

  constructor(options: IndependentReadOptions, onRecord: (record: LogRecord) => void, signal: AbortSignal) {
    this.#options = options;
    this.#onRecord = onRecord;
    this.#signal = signal;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.#aborted = promise;
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    const id = `log-reader-${crypto.randomUUID()}`;
    this.#client = new Consumer({
      clientId: id,
      // Required by the constructor; a client that only fetches never joins it.
      groupId: id,
      bootstrapBrokers: [...options.brokers],
      connectTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      retries: 0,
      ...platformaticSecurity(options.brokers, options.security),
    });
    // Its fetches look up the topics that are tracked here.
    this.#client.topics.trackAll(...options.topics);
  }

  async read(): Promise<LogExtent> {
    const extents: LogExtent[] = [];
    for (const topic of this.#options.topics) {
      const { id } = await this.#try(topic, () => this.#topic(topic));
      const ends = await this.#try(topic, () => this.#offsets(topic, ListOffsetTimestamps.LATEST));
      for (const [partition, end] of ends.entries()) {
        extents.push(await this.#readPartition(topic, id, partition, end));
      }
    }
    return { hasHoles: extents.some(({ hasHoles }) => hasHoles) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.race([this.#client.close(true), delay(closeTimeoutMs, undefined, { ref: false })]);
  }

  async #readPartition(topic: string, id: string, partition: number, end: bigint): Promise<LogExtent> {
    const { topics, startOffsets } = this.#options;
    const start = topic === topics[0] ? BigInt(startOffsets?.get(partition) ?? 0) : 0n;
    const cursor = new PartitionCursor(topic, start, this.#onRecord);
    // A log that ends before the start has lost the records between them.
    if (cursor.next >= end) return { hasHoles: cursor.next > end };
    await this.#try(`${topic} partition ${partition}`, async () => {
      // With every try: records can be removed from the log while it is read.
      const earliest = await this.#offsets(topic, ListOffsetTimestamps.EARLIEST);
      cursor.skipTo(earliest[partition] ?? 0n);
      while (cursor.next < end) await this.#fetch(topic, id, partition, cursor, end);
    });
    return cursor;
  }

  /** Fetches once from the partition's leader. Batches from `end` on, such as those behind an open transaction, are left. */
  async #fetch(
    topic: string,
    id: string,
    partition: number,
    cursor: PartitionCursor,
    end: bigint,
  ): Promise<void> {
    const { id: presentId, leaders } = await this.#topic(topic);
    if (presentId !== id) throw new Error("the topic was deleted and created again");
    const { responses } = await this.#client.fetch({
      node: leaders[partition] ?? 0,
      maxWaitTime: fetchWaitMs,
      // The cursor drops aborted transactions: 2.12.1 keeps those whose end is not in the same response, and all but the
      // last one of a producer (`#filterUncommittedMessages` in clients/consumer/consumer.js).
      isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
      topics: [
        {
          topicId: id,
          partitions: [
            {
              partition,
              fetchOffset: cursor.next,
              currentLeaderEpoch: -1,
              lastFetchedEpoch: -1,
              partitionMaxBytes: fetchBytes,
            },
          ],
        },
      ],
    });
    // After an abort nobody waits for this answer.
    this.#signal.throwIfAborted();
    for (const { topicId, partitions: fetched } of responses) {
      if (topicId !== id) continue;
      for (const { partitionIndex, records } of fetched) {
        if (partitionIndex !== partition) continue;
        for (const batch of records ?? []) if (batch.firstOffset < end) cursor.take(batch);
      }
    }
  }

  /**
   * Returns the id of a topic and the leaders of its partitions.
   * @throws NetworkError while a partition has none: the client would throw a TypeError outside of its promise
   */
  async #topic(name: string): Promise<{ readonly id: string; readonly leaders: readonly number[] }> {
    const { topics, brokers } = await this.#client.metadata({ topics: [...this.#options.topics] });
    const topic = topics.get(name);
    const leaders = topic?.partitions.map(({ leader }) => leader) ?? [];
    if (
      topic === undefined ||
      leaders.length < topic.partitionsCount ||
      leaders.some((leader) => !brokers.has(leader))
    )
      throw new NetworkError(`not every partition of ${name} has a leader`);
    return { id: topic.id, leaders };
  }

  /** Returns the offset of each partition: the beginning, or the end of what a consumer can read. */
  async #offsets(topic: string, timestamp: bigint): Promise<bigint[]> {
    await this.#topic(topic);
    const isolationLevel = FetchIsolationLevels.READ_COMMITTED;
    const listed = await this.#client.listOffsets({ topics: [topic], timestamp, isolationLevel });
    return listed.get(topic) ?? [];
  }

  /** Tries until it succeeds, as long as the error is one of a Kafka that is away. */
  async #try<T>(what: string, action: () => Promise<T>): Promise<T> {
    let last: unknown;
    for (;;) {
      try {
        return await Promise.race([action(), this.#aborted]);
      } catch (error) {
        if (this.#signal.aborted) throw abortionOf(this.#signal, last);
        const lasting = lastingIn(error);
        if (lasting !== undefined)
          throw new Error(`${what} cannot be read: ${messageOf(lasting)}`, { cause: error });
        last = error;
      }
      await delay(retryDelayMs, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }
}

function abortionOf({ reason }: AbortSignal, last: unknown): Error {
  const after = last === undefined ? "" : `; last error: ${messageOf(last)}`;
  return new Error(`${messageOf(reason)}${after}`, { cause: last });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Returns the error that comes again with every try, in an error or its causes; `undefined` for one of a Kafka that is away or
 * whose leaders change.
 */
function lastingIn(error: unknown): unknown {
  if (!(error instanceof Error && GenericError.isGenericError(error))) return error;
  const lasting = [AuthenticationError, UnsupportedApiError, UnsupportedCompressionError];
  return causesOf(error).find((cause) => lasting.some((kind) => cause instanceof kind));
}

/** Returns an error and everything that it says was its cause. */
function causesOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  const causes: unknown[] = error instanceof AggregateError ? [...error.errors] : [];
  if (error.cause !== undefined) causes.push(error.cause);
  return [error, ...causes.flatMap(causesOf)];
}
