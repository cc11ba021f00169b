import { setTimeout as delay } from "node:timers/promises";
import { type Logger } from "pino";
import { rotated } from "./group/group-address.ts";
import { OffsetCommitter } from "./group/offset-committer.ts";
import { type Assignment, type OffsetCounts, OffsetTracker } from "./group/offset-tracker.ts";
import { ReadinessLog } from "./group/readiness-log.ts";
import {
  type FetchedBatch,
  heartbeatIntervalMs,
  type KafkaReader,
  type ReaderHooks,
} from "./reader/kafka-reader.ts";
import { type RecordHandler } from "./record-handler.ts";
import { type FoundTopic } from "./topics/found-topic.ts";
import { TopicWatch } from "./topics/topic-watch.ts";

/** Kafka counts as unreachable without a successful fetch for this time; several empty fetches fit into it. */
const silenceTimeoutMs = 3_000;
const restartDelayMs = 500;
const missingTopicDelayMs = 100;
/** Longest wait at the end for the last commit and for the group to take note: of a Kafka that answers, and of one that is away. */
const leaveTimeoutMs = { answering: 700, away: 250 } as const;
/** Kafka counts as answering if it has done so within this time: several empty fetches. */
const answeringMs = 1_000;

/**
 * A member of a consumer group: passes the records of its topics to the handler and commits their offsets soon after.
 *
 * A reader may fetch by the name of a topic, so it would read a topic that was created again from the offset of the old one.
 * A `TopicWatch` knows better: a batch that could be of another topic waits until the topic was looked up, and a new one is
 * read from offset 0. Its records are handled at least once: those fetched before the watch noticed are handled twice.
 */
export class Consumer implements AsyncDisposable {
  readonly #reader: KafkaReader;
  readonly #handler: RecordHandler;
  readonly #logger: Logger;
  readonly #offsets = new OffsetTracker();
  readonly #topics: TopicWatch;
  readonly #committer: OffsetCommitter;
  #joined = false;
  /** Number of times that what was fetched before became worthless. */
  #epoch = 0;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #running: Promise<void> = Promise.resolve();
  #log: ReadinessLog | undefined;
  /** Reason of the last failure, until records are fetched again. */
  #failure: string | undefined;

  /** The reader is disposed of with the consumer. */
  constructor(reader: KafkaReader, handler: RecordHandler, logger: Logger) {
    this.#reader = reader;
    this.#handler = handler;
    this.#logger = logger;
    this.#committer = new OffsetCommitter(this.#offsets, reader, logger);
    let lookups = 0;
    const openLookup = async () => {
      const { TopicLookup } = await import("./topics/topic-lookup.ts");
      return new TopicLookup(rotated(reader.options, lookups++));
    };
    this.#topics = new TopicWatch(reader.options.topics, openLookup, (found) => this.#find(found));
  }

  /** The reason why records do not arrive at once; `undefined` while they do. */
  get notReady(): string | undefined {
    if (this.#topics.missing !== undefined) return `topic ${this.#topics.missing} does not exist`;
    if (this.#failure !== undefined) return this.#failure;
    if (!this.#joined) return `not a member of the group ${this.#reader.options.groupId} yet`;
    const silentMs = Math.round(performance.now() - this.#fetchedAtMs);
    if (silentMs > silenceTimeoutMs) return `no answer from Kafka for ${silentMs} ms`;
    return this.#topics.failure;
  }

  /** Counts of records that were read again or are gone, and of topics that were created again. */
  get counts(): OffsetCounts {
    return this.#offsets;
  }

  /** Joins the group in the background, and joins again whenever a membership fails. */
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
    this.#reader[Symbol.dispose]();
    await left;
    await this.#running;
  }

  async #leave(): Promise<void> {
    if (this.#joined) await this.#committer.commit();
    await Promise.all([this.#topics[Symbol.asyncDispose](), this.#reader.leave()]);
  }

  async #keepRunning(): Promise<void> {
    while (!this.#closing) {
      try {
        // A reader would fail.
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

  /** Runs one membership. Resolves when the consumer is stopped, rejects when it fails. */
  async #runMember(): Promise<void> {
    const over = new AbortController();
    void this.#committer.run(over.signal);
    try {
      await this.#reader.run(this.#hooks());
    } finally {
      this.#joined = false;
      over.abort();
    }
  }

  #hooks(): ReaderHooks {
    return {
      mayJoin: async () => {
        while (!(await this.#topics.isUpToDate(silenceTimeoutMs))) if (this.#closing) return false;
        return !this.#closing;
      },
      joined: (assignment) => this.#join(assignment),
      rebalancing: () => this.#release(),
      left: () => {
        this.#joined = false;
      },
      fetched: () => {
        this.#fetchedAtMs = performance.now();
        this.#failure = undefined;
      },
      // Its topic may be gone, and another one there for the next fetch.
      fetchFailed: () => this.#topics.doubt(),
      handle: (batch) => this.#handleBatch(batch),
      hidden: (batch) => this.#passHidden(batch),
    };
  }

  #join(assignment: Assignment): void {
    this.#joined = true;
    this.#fetchedAtMs = performance.now();
    this.#epoch += 1;
    this.#offsets.join(assignment);
    this.#topics.doubt();
    this.#restart();
    const { groupId } = this.#reader.options;
    this.#logger.info({ groupId, partitions: assignment }, "joined the group");
  }

  /** Gives all partitions back: the group distributes them anew. Their next member begins where this one has ended. */
  #release(): void {
    void this.#committer.commit();
    this.#epoch += 1;
    this.#offsets.join({});
  }

  #find(found: FoundTopic): void {
    const { topic } = found;
    const { isNew, removed } = this.#offsets.find(found);
    if (isNew) {
      this.#epoch += 1;
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

  /** Has topics that were created again read from offset 0, and dropped what was fetched of them. */
  #restart(): void {
    if (this.#joined) this.#reader.seek(this.#offsets.restarts);
  }

  async #handleBatch(batch: FetchedBatch): Promise<boolean> {
    const epoch = this.#epoch;
    if (this.#offsets.isUnexpected(batch)) this.#topics.doubt();
    if (!(await this.#topics.isUpToDate(heartbeatIntervalMs))) return false;
    // Nothing is handled after the last commit, or of partitions that another member may have by now.
    if (this.#closing || epoch !== this.#epoch || !this.#offsets.isAssigned(batch)) return false;
    if (this.#offsets.isBehindOthers(batch)) this.#handler.takenOver?.(batch);
    if (this.#handler.pass) for (const offsets of batch.ranges()) this.#handler.pass(offsets);
    this.#handler.handle(this.#offsets.unhandled(batch));
    this.#offsets.markHandled(batch);
    return true;
  }

  /** Goes on behind a batch without a record for a consumer. */
  #passHidden(batch: FetchedBatch): void {
    if (!this.#offsets.isAssigned(batch)) return;
    if (this.#handler.pass) for (const offsets of batch.ranges()) this.#handler.pass(offsets);
    this.#offsets.markHandled(batch);
  }
}
