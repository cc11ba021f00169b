import { setTimeout as delay } from "node:timers/promises";
import { type EachBatchPayload, type Consumer as KafkajsConsumer } from "kafkajs";
import { type Logger } from "pino";
import { type KafkaClient } from "../shared/kafka/kafka-client.ts";
import { offsetRangesOf } from "../shared/kafka/offset-range.ts";
import { defaultSessionTimeoutMs } from "./config.ts";
import { type GroupAddress } from "./group/group-address.ts";
import { followMember, type HiddenBatch } from "./group/member-events.ts";
import { OffsetCommitter } from "./group/offset-committer.ts";
import { type Assignment, type OffsetCounts, OffsetTracker } from "./group/offset-tracker.ts";
import { ReadinessLog } from "./group/readiness-log.ts";
import { kafkaRecordOf } from "./kafka-record.ts";
import { type RecordHandler } from "./record-handler.ts";
import { type FoundTopic } from "./topics/found-topic.ts";
import { TopicWatch } from "./topics/topic-watch.ts";

/** Topics and group of a consumer. */
export interface ConsumerOptions extends GroupAddress {
  readonly topics: readonly string[];
  /** Default: {@link defaultSessionTimeoutMs}. */
  readonly sessionTimeoutMs?: number | undefined;
}

/** Sent between two fetches, so the fetch wait adds to it: at least three heartbeats fit into a session. */
const heartbeatIntervalMs = 400;
/** The broker answers a fetch at once if it has records, otherwise after this time. */
const fetchWaitMs = 200;
/** Kafka counts as unreachable without a successful fetch for this time; several empty fetches fit into it. */
const silenceTimeoutMs = 3_000;
const restartDelayMs = 500;
const missingTopicDelayMs = 100;
/**
 * kafkajs looks for new partitions in every fetch if its metadata is older than this, and then rejoins the group (`fetch` in
 * kafkajs' consumer/consumerGroup.js; its default is five minutes).
 */
const metadataMaxAgeMs = 2_000;
/** Longest wait at the end for the last commit and for the group to take note: of a Kafka that answers, and of one that is away. */
const leaveTimeoutMs = { answering: 700, away: 250 } as const;
/** Kafka counts as answering if it has done so within this time: several empty fetches. */
const answeringMs = 1_000;

/**
 * A member of a consumer group: passes the records of its topics to the handler and commits their offsets soon after.
 *
 * kafkajs fetches by the name of a topic, so it would read a topic that was created again from the offset of the old one.
 * A `TopicWatch` knows better: a batch that could be of another topic waits until the topic was looked up, and a new one is
 * read from offset 0. Its records are handled at least once: those fetched before the watch noticed are handled twice.
 */
export class Consumer implements AsyncDisposable {
  readonly #options: ConsumerOptions;
  readonly #kafka: KafkaClient;
  readonly #handler: RecordHandler;
  readonly #logger: Logger;
  readonly #offsets = new OffsetTracker();
  readonly #topics: TopicWatch;
  readonly #committer: OffsetCommitter;
  #member: KafkajsConsumer | undefined;
  #joined = false;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #running: Promise<void> = Promise.resolve();
  #log: ReadinessLog | undefined;
  /** Reason of the last failure, until records are fetched again. */
  #failure: string | undefined;

  /** The client is disposed of with the consumer. */
  constructor(options: ConsumerOptions, kafka: KafkaClient, handler: RecordHandler, logger: Logger) {
    this.#options = options;
    this.#kafka = kafka;
    this.#handler = handler;
    this.#logger = logger;
    this.#committer = new OffsetCommitter(this.#offsets, logger);
    const openLookup = async () => {
      const { TopicLookup } = await import("./topics/topic-lookup.ts");
      return new TopicLookup(options);
    };
    this.#topics = new TopicWatch(options.topics, openLookup, (found) => this.#find(found));
  }

  /** The reason why records do not arrive at once; `undefined` while they do. */
  get notReady(): string | undefined {
    if (this.#topics.missing !== undefined) return `topic ${this.#topics.missing} does not exist`;
    if (this.#failure !== undefined) return this.#failure;
    if (!this.#joined) return `not a member of the group ${this.#options.groupId} yet`;
    const silentMs = Math.round(performance.now() - this.#fetchedAtMs);
    if (silentMs > silenceTimeoutMs) return `no answer from Kafka for ${silentMs} ms`;
    return this.#topics.failure;
  }

  /** Counts of records that were read again or are gone, and of topics that were created again. */
  get counts(): OffsetCounts {
    return this.#offsets;
  }

  /** Joins the group in the background, and joins again whenever kafkajs gives up. */
  start(): void {
    this.#topics.start();
    this.#running = this.#keepRunning();
    // A member that has yet to join says so itself.
    const notReady = () => (this.#joined || this.#topics.missing !== undefined ? this.notReady : undefined);
    this.#log = new ReadinessLog(notReady, silenceTimeoutMs / 2, this.#logger);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#log?.[Symbol.dispose]();
    const left = this.#leave();
    const isAnswering = performance.now() - this.#fetchedAtMs < answeringMs;
    const timeoutMs = isAnswering ? leaveTimeoutMs.answering : leaveTimeoutMs.away;
    await Promise.race([left, delay(timeoutMs, undefined, { ref: false })]);
    // Ends the waiting for Kafka.
    this.#kafka[Symbol.dispose]();
    await left;
    await this.#running;
  }

  async #leave(): Promise<void> {
    if (this.#joined) await this.#committer.commit();
    await Promise.all([this.#topics[Symbol.asyncDispose](), this.#member?.disconnect()]);
  }

  async #keepRunning(): Promise<void> {
    while (!this.#closing) {
      try {
        // kafkajs would fail.
        if (this.#topics.missing === undefined) await this.#runMember();
        else await delay(missingTopicDelayMs);
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
      metadataMaxAge: metadataMaxAgeMs,
      // A topic that somebody has deleted stays deleted.
      allowAutoTopicCreation: false,
    });
    this.#member = member;
    const ended = this.#follow(member);
    const over = new AbortController();
    void this.#committer.run(over.signal);
    try {
      await member.connect();
      await member.subscribe({ topics: [...topics], fromBeginning: true });
      // Before the join, as kafkajs then replaces committed offsets that are out of range.
      while (!(await this.#topics.isUpToDate(silenceTimeoutMs))) if (this.#closing) return;
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (batch) => this.#handleBatch(batch),
      });
      await ended;
    } finally {
      this.#joined = false;
      over.abort();
      this.#committer.use(undefined);
      await member.disconnect();
    }
  }

  #follow(member: KafkajsConsumer): Promise<void> {
    return followMember(
      member,
      {
        joined: ({ memberAssignment }) => this.#join(memberAssignment),
        fetched: () => {
          this.#fetchedAtMs = performance.now();
          this.#failure = undefined;
        },
        // Its topic may be gone, and another one there for the next fetch.
        fetchFailed: () => this.#topics.doubt(),
        hidden: (batch) => this.#passHidden(batch),
        left: () => {
          this.#joined = false;
        },
      },
      () => this.#closing,
    );
  }

  #join(assignment: Assignment): void {
    this.#joined = true;
    this.#fetchedAtMs = performance.now();
    this.#offsets.join(assignment);
    this.#topics.doubt();
    this.#restart();
    this.#logger.info({ groupId: this.#options.groupId, partitions: assignment }, "joined the group");
  }

  #find(found: FoundTopic): void {
    const { topic } = found;
    const { isNew, removed } = this.#offsets.find(found);
    if (isNew) {
      // Records of the old one that were not read are gone, and nobody knows how many.
      this.#logger.warn({ topic }, "the topic was deleted and created again; reading it from its beginning");
      this.#handler.recreated?.(topic);
      this.#restart();
    }
    for (const range of removed) {
      this.#logger.warn(
        { ...range, count: range.to - range.from },
        "records were removed before they were read",
      );
      this.#handler.removed?.(range);
    }
  }

  /** Has kafkajs read topics that were created again from offset 0, and drop what it has fetched of them. */
  #restart(): void {
    if (this.#joined) for (const restart of this.#offsets.restarts) this.#member?.seek(restart);
  }

  async #handleBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isStale } = payload;
    this.#committer.use(payload.commitOffsetsIfNecessary);
    if (this.#offsets.isUnexpected(batch)) this.#topics.doubt();
    // A batch that is not resolved is fetched again, after a heartbeat.
    if (!(await this.#topics.isUpToDate(heartbeatIntervalMs)) || isStale()) return;
    if (this.#handler.pass) for (const offsets of offsetRangesOf(batch)) this.#handler.pass(offsets);
    this.#handler.handle(this.#offsets.unhandled(batch).map((message) => kafkaRecordOf(batch, message)));
    this.#offsets.markHandled(batch);
    resolveOffset(batch.lastOffset());
    await heartbeat();
  }

  /** Goes on behind a batch without a record for a consumer, such as a transaction's marker: kafkajs passes on none of it. */
  #passHidden({ topic, partition, highWatermark, firstOffset, lastOffset }: HiddenBatch): void {
    this.#handler.pass?.({ topic, partition, first: Number(firstOffset), last: Number(lastOffset) });
    this.#offsets.markHandled({
      ...{ topic, partition, highWatermark, messages: [] },
      firstOffset: () => firstOffset,
      lastOffset: () => lastOffset,
    });
  }
}
