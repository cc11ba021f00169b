import { setTimeout as delay } from "node:timers/promises";
import {
  type EachBatchPayload,
  type IHeaders,
  type Kafka,
  type Consumer as KafkajsConsumer,
  type TopicPartitionOffset,
} from "kafkajs";
import { type Logger } from "pino";
import { type KafkaRecord } from "./inbox.ts";

/** What a consumer reads, and as whom. */
export interface ConsumerOptions {
  readonly topics: readonly string[];
  readonly groupId: string;
}

/** Whom a consumer brings the records to. When it returns, their offsets may be committed. */
export interface RecordHandler {
  handle(records: readonly KafkaRecord[]): void;
}

/**
 * After kill -9 the next member gets no partitions until the group gives up the dead one: so long. kafkajs also begins
 * anew as another member when Kafka was away and it lost its last broker, and cannot say goodbye for the old one then.
 */
const sessionTimeoutMs = 1_600;
/** Sent between two fetches, so their wait counts, too: at least three fit into a session. */
const heartbeatIntervalMs = 400;
/** The broker answers a fetch at once when there is something, and after this when there is nothing. */
const fetchWaitMs = 200;
/** Without a successful fetch for so long Kafka counts as away: several empty fetches fit into it. */
const silenceTimeoutMs = 3_000;
const restartDelayMs = 500;
/**
 * Offsets are committed so often, beside the handling: a commit after every batch, waited for, was half of what a reading
 * took from Kafka to here. What was handled and not committed when the process is killed, comes again.
 */
const commitIntervalMs = 25;
const lastCommitTimeoutMs = 1_000;

/** A member of a consumer group: brings the records of its topics to the handler, and commits soon after. */
export class Consumer implements AsyncDisposable {
  readonly #options: ConsumerOptions;
  readonly #kafka: Kafka;
  readonly #handler: RecordHandler;
  readonly #logger: Logger;
  #member: KafkajsConsumer | undefined;
  #joined = false;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #running: Promise<void> = Promise.resolve();
  #watch: NodeJS.Timeout | undefined;
  #away = false;
  /** The next offset to handle, by `topic partition`. */
  readonly #next = new Map<string, number>();
  /** What has been handled and not committed, by `topic partition`. */
  readonly #uncommitted = new Map<string, TopicPartitionOffset>();
  #readAgain = 0;

  constructor(options: ConsumerOptions, kafka: Kafka, handler: RecordHandler, logger: Logger) {
    this.#options = options;
    this.#kafka = kafka;
    this.#handler = handler;
    this.#logger = logger;
  }

  /** `undefined` while records arrive as soon as they are there, otherwise why not. */
  get notReady(): string | undefined {
    if (!this.#joined) return `not a member of the group ${this.#options.groupId} yet`;
    const silentMs = Math.round(performance.now() - this.#fetchedAtMs);
    if (silentMs > silenceTimeoutMs) return `no answer from Kafka for ${silentMs} ms`;
    return undefined;
  }

  /**
   * How many records came again that this process had handled already, and were left out: it had not been able to commit
   * their offsets before it lost Kafka or its membership.
   */
  get readAgain(): number {
    return this.#readAgain;
  }

  /** Joins the group in the background, and joins again whenever kafkajs gives up. */
  start(): void {
    this.#running = this.#keepRunning();
    this.#watch = setInterval(() => this.#noteReachability(), silenceTimeoutMs / 2);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watch);
    // Where Kafka is away a commit waits for it; the disconnection ends that.
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
        this.#logger.error({ err: error }, "consumer failed; joining the group again");
        await delay(restartDelayMs);
      }
    }
  }

  /** One membership, from joining to its end. Resolves when the consumer was stopped, rejects when it crashed. */
  async #runMember(): Promise<void> {
    const { topics, groupId } = this.#options;
    const member = this.#kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
    });
    this.#member = member;
    const ended = Promise.withResolvers<void>();
    member.on(member.events.GROUP_JOIN, ({ payload }) => {
      this.#joined = true;
      // Of partitions that another has now it would be none of our business.
      this.#uncommitted.clear();
      this.#fetchedAtMs = performance.now();
      this.#logger.info({ groupId, partitions: payload.memberAssignment }, "joined the group");
    });
    member.on(member.events.FETCH, () => {
      this.#fetchedAtMs = performance.now();
    });
    // kafkajs disconnects before it reports a crash, so a disconnection is the end only when we asked for it.
    member.on(member.events.CRASH, ({ payload }) => ended.reject(payload.error));
    member.on(member.events.DISCONNECT, () => {
      if (this.#closing) ended.resolve();
    });
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
      await ended.promise;
    } finally {
      this.#joined = false;
      over.abort();
      await member.disconnect();
    }
  }

  async #keepCommitting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#joined) await this.#commit();
      await delay(commitIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What cannot be committed now is tried again with the next that is handled, or comes again. */
  async #commit(): Promise<void> {
    if (this.#uncommitted.size === 0) return;
    const offsets = [...this.#uncommitted.values()];
    this.#uncommitted.clear();
    try {
      await this.#member?.commitOffsets(offsets);
    } catch (error) {
      this.#logger.debug({ err: error }, "offsets not committed");
    }
  }

  async #handleBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload) {
    const { topic, partition } = batch;
    const place = `${topic} ${partition}`;
    const handled = this.#next.get(place) ?? 0;
    // A log that ends before what was handled is another one: the topic was deleted and made anew.
    const next = Number(batch.highWatermark) < handled ? 0 : handled;
    const messages = batch.messages.filter(({ offset }) => Number(offset) >= next);
    this.#readAgain += batch.messages.length - messages.length;
    this.#handler.handle(
      messages.map(
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
    const end = Number(batch.lastOffset()) + 1;
    this.#next.set(place, Math.max(next, end));
    this.#uncommitted.set(place, { topic, partition, offset: String(end) });
    resolveOffset(batch.lastOffset());
    await heartbeat();
  }

  #noteReachability(): void {
    const away = this.#joined && this.notReady !== undefined;
    if (away === this.#away) return;
    this.#away = away;
    if (away) this.#logger.warn({ reason: this.notReady }, "Kafka is away; trying until it is back");
    else this.#logger.info("Kafka answers again");
  }
}

/** A header's value as text; the last one where the name stands there several times, as Kafka's own clients do. */
function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value.at(-1) : value)?.toString();
}
