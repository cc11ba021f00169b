import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { type Logger } from "pino";
import { type Assignment, type PartitionOffset } from "../../group/offset-tracker.ts";
import { PartitionMap } from "../../topics/partition-map.ts";
import { fetchWaitMs, type ReaderHooks } from "../kafka-reader.ts";
import { lastingIfUnanswered, retryAfter, retryDelayMs } from "./client-error.ts";
import { fetchedBatch } from "./fetched-batch.ts";
import { LogPosition } from "./log-position.ts";
import {
  type Client,
  type FetchedPartition,
  type FetchResponse,
  type Metadata,
  type Platformatic,
} from "./platformatic.ts";

/** Most bytes of a partition in a response, as in kafkajs. */
const partitionBytes = 1_048_576;
/** Error of a partition whose offset is not in its log. (Kafka protocol guide, "Error Codes".) */
const offsetOutOfRange = 1;

/** Options of a {@link LogFetcher}. */
export interface LogFetcherOptions {
  readonly client: Client;
  /** Connections for fetches. */
  readonly pool: InstanceType<Platformatic["ConnectionPool"]>;
  readonly topics: readonly string[];
  readonly hooks: ReaderHooks;
  readonly logger: Logger;
  /** Ends the fetching. */
  readonly signal: AbortSignal;
  /** Called when there are other topics of these names than before, or other partitions. */
  readonly topicsChanged: () => Promise<void>;
}

/** Fetches the partitions of a member from their leaders, one request to each at a time. */
export class LogFetcher {
  readonly #options: LogFetcherOptions;
  readonly #positions = new PartitionMap<LogPosition>();
  /** Brokers with a request under way. */
  readonly #busy = new Set<number>();
  #wake: () => void = () => undefined;
  /** Topics and partitions, as they were found last. */
  #known: string | undefined;
  /** Whether leaders may have changed. */
  #isStale = false;
  #failure: unknown;

  constructor(options: LogFetcherOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#wake(), { once: true });
  }

  /** Whether the member has no partitions. */
  get isIdle(): boolean {
    return this.#positions.isEmpty;
  }

  /** Finds the topics. */
  async lookUp(): Promise<void> {
    this.#known = textOf(await this.#metadata(true));
  }

  /** Fetches from the partitions of an assignment, each from the offset that the group has committed, and from no others. */
  assign(assignment: Assignment): void {
    this.#positions.clear();
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions)
        this.#positions.set({ topic, partition }, new LogPosition(topic, partition));
    }
    this.#wake();
  }

  /** Fetches partitions from these offsets on. What is under way of them is dropped. */
  seek(offsets: readonly PartitionOffset[]): void {
    for (const { topic, partition, offset } of offsets) {
      const key = { topic, partition };
      if (this.#positions.has(key))
        this.#positions.set(key, new LogPosition(topic, partition, Number(offset)));
    }
  }

  /** Ends the fetching with an error. */
  fail(error: unknown): void {
    this.#failure = error;
    this.#wake();
  }

  /** Fetches until the signal is aborted. @throws Error that would come again with every try */
  async run(): Promise<void> {
    const { logger, signal } = this.#options;
    while (!signal.aborted) {
      const woken = Promise.withResolvers<void>();
      this.#wake = woken.resolve;
      try {
        await this.#askIdleBrokers();
        if (!signal.aborted && this.#failure === undefined) await woken.promise;
      } catch (error) {
        await retryAfter(error, logger, signal);
      }
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  async #askIdleBrokers(): Promise<void> {
    const metadata = await this.#metadata(this.#isStale);
    this.#isStale = false;
    const present = textOf(metadata);
    if (present !== this.#known) {
      this.#known = present;
      await this.#options.topicsChanged();
      return;
    }
    const leaderOf = ({ topic, partition }: LogPosition) =>
      metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1;
    for (const [node, positions] of Map.groupBy(this.#positions.values(), leaderOf)) {
      if (this.#busy.has(node)) continue;
      this.#busy.add(node);
      const asked = metadata.brokers.has(node) ? this.#ask(node, positions, metadata) : this.#awaitLeader();
      void asked
        .catch((error: unknown) => this.fail(error))
        .finally(() => {
          this.#busy.delete(node);
          this.#wake();
        });
    }
  }

  async #awaitLeader(): Promise<void> {
    await delay(retryDelayMs);
    this.#isStale = true;
  }

  async #ask(node: number, positions: readonly LogPosition[], metadata: Metadata): Promise<void> {
    const { client, hooks, logger, signal } = this.#options;
    try {
      await LogPosition.find(positions, client);
      const { response, error } = await this.#fetch(node, positions, metadata);
      hooks.fetched();
      const isPassedOn = await this.#passOn(response, positions, metadata);
      if (!isPassedOn) throw error;
      if (error !== undefined) hooks.fetchFailed();
    } catch (error) {
      if (signal.aborted) return;
      this.#isStale = true;
      hooks.fetchFailed();
      await retryAfter(error, logger, signal);
    }
  }

  /** Fetches once. An error of one partition is returned beside what was fetched of the others. */
  async #fetch(
    node: number,
    positions: readonly LogPosition[],
    { topics }: Metadata,
  ): Promise<{ readonly response: FetchResponse; readonly error: unknown }> {
    const { client, pool: connectionPool } = this.#options;
    const wanted = [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, all]) => ({
      topicId: topics.get(topic)?.id ?? "",
      partitions: all.map(({ partition, next }) => ({
        ...{ partition, fetchOffset: BigInt(next ?? 0), partitionMaxBytes: partitionBytes },
        ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
      })),
    }));
    try {
      const options = { node, topics: wanted, maxWaitTime: fetchWaitMs, connectionPool };
      return { response: await client.fetch(options), error: undefined };
    } catch (error) {
      const { response } = error as { readonly response?: FetchResponse };
      if (response === undefined || response.errorCode !== 0) throw error;
      return { response, error };
    }
  }

  /** Returns whether nothing has failed, but for offsets that are not in the log: their partitions are read from its start. */
  async #passOn(
    { responses }: FetchResponse,
    positions: readonly LogPosition[],
    { topics }: Metadata,
  ): Promise<boolean> {
    let isSound = true;
    for (const { topicId, partitions } of responses) {
      for (const fetched of partitions) {
        const position = positions.find(
          ({ topic, partition }) => partition === fetched.partitionIndex && topics.get(topic)?.id === topicId,
        );
        // A broker may return more than it was asked for.
        if (position === undefined) continue;
        if (fetched.errorCode === offsetOutOfRange) position.resetToStart();
        else if (fetched.errorCode !== 0) isSound = false;
        else if (fetched.records !== null) await this.#passOnOne(position, fetched);
      }
    }
    return isSound;
  }

  async #passOnOne(position: LogPosition, fetched: FetchedPartition): Promise<void> {
    const { hooks, client } = this.#options;
    const isCurrent = () => this.#positions.get(position) === position && client.memberId !== null;
    const batch = isCurrent() ? fetchedBatch(position, position.next ?? 0, fetched) : undefined;
    if (batch === undefined) return;
    if (batch.messages.length === 0) hooks.hidden(batch);
    else if (!(await hooks.handle(batch))) {
      await delay(retryDelayMs);
      return;
    }
    position.next = Number(batch.lastOffset()) + 1;
    // Lets heartbeats out between the partitions of a response, which may hold megabytes.
    await nextTurn();
  }

  async #metadata(forceUpdate: boolean): Promise<Metadata> {
    const { client, topics } = this.#options;
    try {
      return await client.metadata({ topics: [...topics], forceUpdate });
    } catch (error) {
      // The next membership begins with another broker.
      throw lastingIfUnanswered(error);
    }
  }
}

/** Returns ids of topics and counts of partitions. */
function textOf({ topics }: Metadata): string {
  return [...topics].map(([name, { id, partitionsCount }]) => `${name} ${id} ${partitionsCount}`).join();
}
