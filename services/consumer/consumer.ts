import { setTimeout as delay } from "node:timers/promises";
import {
  type ConsumerStartBatchProcessEvent,
  type EachBatchPayload,
  type IHeaders,
  type Kafka,
  type Consumer as KafkajsConsumer,
} from "kafkajs";
import { type Logger } from "pino";
import { type OffsetRange, offsetRangesOf } from "../shared/kafka/offset-range.ts";
import { defaultSessionTimeoutMs } from "./config.ts";
import { type KafkaRecord } from "./kafka-record.ts";
import { OffsetTracker } from "./offset-tracker.ts";

/** Topics and group of a consumer. */
export interface ConsumerOptions {
  readonly topics: readonly string[];
  readonly groupId: string;
  /** Default: {@link defaultSessionTimeoutMs}. */
  readonly sessionTimeoutMs?: number | undefined;
}

/** Receives the records in order. When `handle` returns, their offsets may be committed. */
export interface RecordHandler {
  handle(records: readonly KafkaRecord[]): void;
  /** Receives the offsets of the records before them, and those at which transactions left none for a consumer. */
  pass?(offsets: OffsetRange): void;
}

/** Sent between two fetches, so the fetch wait adds to it: at least three heartbeats fit into a session. */
const heartbeatIntervalMs = 400;
/** The broker answers a fetch at once if it has records, otherwise after this time. */
const fetchWaitMs = 200;
/** Kafka counts as unreachable without a successful fetch for this time; several empty fetches fit into it. */
const silenceTimeoutMs = 3_000;
const restartDelayMs = 500;
/**
 * Commit interval. Commits run beside the handling: one commit per batch, awaited, was half of the latency from Kafka to the
 * consumer. Records handled but not committed before a kill are read again.
 */
const commitIntervalMs = 25;
const lastCommitTimeoutMs = 1_000;

/** A member of a consumer group: passes the records of its topics to the handler and commits their offsets soon after. */
export class Consumer implements AsyncDisposable {
  readonly #options: ConsumerOptions;
  readonly #kafka: Kafka;
  readonly #handler: RecordHandler;
  readonly #logger: Logger;
  readonly #offsets = new OffsetTracker();
  #member: KafkajsConsumer | undefined;
  #joined = false;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #running: Promise<void> = Promise.resolve();
  #watch: NodeJS.Timeout | undefined;
  #away = false;
  /** Reason of the last failure, until records are fetched again. */
  #failure: string | undefined;

  constructor(options: ConsumerOptions, kafka: Kafka, handler: RecordHandler, logger: Logger) {
    this.#options = options;
    this.#kafka = kafka;
    this.#handler = handler;
    this.#logger = logger;
  }

  /** The reason why records do not arrive at once; `undefined` while they do. */
  get notReady(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (!this.#joined) return `not a member of the group ${this.#options.groupId} yet`;
    const silentMs = Math.round(performance.now() - this.#fetchedAtMs);
    if (silentMs > silenceTimeoutMs) return `no answer from Kafka for ${silentMs} ms`;
    return undefined;
  }

  /**
   * Number of records that were read again and skipped: this process had handled them, but not committed their offsets before
   * it lost Kafka or its membership.
   */
  get readAgain(): number {
    return this.#offsets.readAgain;
  }

  /** Joins the group in the background, and joins again whenever kafkajs gives up. */
  start(): void {
    this.#running = this.#keepRunning();
    this.#watch = setInterval(() => this.#logReachability(), silenceTimeoutMs / 2);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watch);
    // A commit waits for Kafka while it is away; the disconnection ends that.
    if (this.#joined)
      await Promise.race([this.#commit(), delay(lastCommitTimeoutMs, undefined, { ref: false })]);
    await this.#member?.disconnect();
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    while (!this.#closing) {
      try {
        await this.#runMember();
      } catch (error) {
        if (this.#closing) return;
        this.#failure = error instanceof Error ? error.message : String(error);
        this.#logger.error({ err: error }, "consumer failed; joining the group again");
        await delay(restartDelayMs);
      }
    }
  }

  /** Runs one membership. Resolves when the consumer is stopped, rejects when it crashes. */
  async #runMember(): Promise<void> {
    const { topics, groupId, sessionTimeoutMs = defaultSessionTimeoutMs } = this.#options;
    const member = this.#kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
    });
    this.#member = member;
    const ended = this.#listen(member);
    const over = new AbortController();
    void this.#keepCommitting(over.signal);
    try {
      await member.connect();
      await member.subscribe({ topics: [...topics], fromBeginning: true });
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (batch) => this.#handleBatch(batch),
      });
      await ended;
    } finally {
      this.#joined = false;
      over.abort();
      await member.disconnect();
    }
  }

  /** Follows the events of a member; the promise settles at its end. */
  #listen(member: KafkajsConsumer): Promise<void> {
    const ended = Promise.withResolvers<void>();
    // A failed connect ends the membership before anybody awaits it.
    ended.promise.catch(() => undefined);
    member.on(member.events.GROUP_JOIN, ({ payload }) => {
      this.#joined = true;
      // Partitions may belong to another member now.
      this.#offsets.takeUncommitted();
      this.#fetchedAtMs = performance.now();
      this.#logger.info(
        { groupId: this.#options.groupId, partitions: payload.memberAssignment },
        "joined the group",
      );
    });
    member.on(member.events.FETCH, () => {
      this.#fetchedAtMs = performance.now();
      this.#failure = undefined;
    });
    member.on(member.events.START_BATCH_PROCESS, ({ payload }) => this.#passHidden(payload));
    // kafkajs disconnects before it reports a crash, so a disconnection is the end only while closing.
    member.on(member.events.CRASH, ({ payload }) => ended.reject(payload.error));
    member.on(member.events.DISCONNECT, () => {
      if (this.#closing) ended.resolve();
    });
    return ended.promise;
  }

  async #keepCommitting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#joined) await this.#commit();
      await delay(commitIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Commits the handled offsets. After a failure the next commit of the partition covers them, or they are read again. */
  async #commit(): Promise<void> {
    const offsets = this.#offsets.takeUncommitted();
    if (offsets.length === 0) return;
    try {
      await this.#member?.commitOffsets(offsets);
    } catch (error) {
      this.#logger.debug({ err: error }, "offsets not committed");
    }
  }

  async #handleBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload) {
    const { topic, partition } = batch;
    for (const offsets of offsetRangesOf(batch)) this.#handler.pass?.(offsets);
    this.#handler.handle(
      this.#offsets.unhandled(batch).map(
        ({ offset, value, timestamp, headers }): KafkaRecord => ({
          topic,
          partition,
          offset,
          value,
          timestampMs: Number(timestamp),
          header: (name) => headerText(headers, name),
        }),
      ),
    );
    this.#offsets.markHandled(batch);
    resolveOffset(batch.lastOffset());
    await heartbeat();
  }

  /** Goes on behind a batch without a record for a consumer, such as a transaction's marker: kafkajs passes on none of it. */
  #passHidden(batch: ConsumerStartBatchProcessEvent["payload"]): void {
    const { topic, partition, highWatermark, batchSize, firstOffset, lastOffset } = batch;
    if (batchSize > 0 || firstOffset === null) return;
    this.#handler.pass?.({ topic, partition, first: Number(firstOffset), last: Number(lastOffset) });
    this.#offsets.markHandled({
      topic,
      partition,
      highWatermark,
      messages: [],
      lastOffset: () => lastOffset,
    });
  }

  #logReachability(): void {
    const away = this.#joined && this.notReady !== undefined;
    if (away === this.#away) return;
    this.#away = away;
    if (away) this.#logger.warn({ reason: this.notReady }, "Kafka is away; trying until it is back");
    else this.#logger.info("Kafka answers again");
  }
}

/** Returns a header's value as text; the last one if the name occurs several times, as Kafka's own clients do. */
function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value.at(-1) : value)?.toString();
}
