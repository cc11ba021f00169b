import { type Logger } from "pino";
import { platformaticSecurity } from "../../../shared/kafka/security/platformatic-security.ts";
import { defaultSessionTimeoutMs } from "../../config.ts";
import { type PartitionOffset } from "../../group/offset-tracker.ts";
import {
  heartbeatIntervalMs,
  metadataMaxAgeMs,
  type ReaderHooks,
  type ReaderOptions,
} from "../kafka-reader.ts";
import { retryAfter } from "./client-error.ts";
import { LogFetcher } from "./log-fetcher.ts";
import { OpenConnections } from "./open-connections.ts";
import { type Client, type Platformatic } from "./platformatic.ts";

/** Connection timeout. With TLS the broker has a handshake to compute. */
const connectTimeoutMs = { plain: 1_000, tls: 5_000 } as const;
/**
 * Longest wait of the group for members that are to join again, if their session is not longer: a heartbeat tells them so within
 * 400 ms. It bounds the time in which a broker answers, so that a longer silence is that of a broken link.
 */
const rebalanceTimeoutMs = 4_000;
const answerMs = 1_000;

/**
 * A membership with `@platformatic/kafka`. The client sends the heartbeats, and joins again when they are refused. In the classic
 * protocol of groups, as kafkajs: in the newer one (KIP-848) the brokers set the session timeout.
 */
export class Membership implements Disposable {
  readonly #hooks: ReaderHooks;
  readonly #logger: Logger;
  readonly #client: Client;
  /** Connections of their own for fetches: the broker answers the requests of a connection one by one. */
  readonly #fetchPool: InstanceType<Platformatic["ConnectionPool"]>;
  readonly #fetcher: LogFetcher;
  readonly #connections = new OpenConnections();
  readonly #over = new AbortController();
  #left: Promise<void> | undefined;

  constructor(platformatic: Platformatic, options: ReaderOptions, hooks: ReaderHooks, logger: Logger) {
    const { brokers, security, groupId, topics, sessionTimeoutMs = defaultSessionTimeoutMs } = options;
    const rebalanceMs = Math.max(rebalanceTimeoutMs, sessionTimeoutMs);
    const connection = {
      connectTimeout: security?.tls === undefined ? connectTimeoutMs.plain : connectTimeoutMs.tls,
      requestTimeout: rebalanceMs + answerMs,
      ...platformaticSecurity(brokers, security),
    };
    this.#hooks = hooks;
    this.#logger = logger;
    this.#client = new platformatic.Consumer({
      ...connection,
      ...{ clientId: groupId, groupId, bootstrapBrokers: [...brokers] },
      ...{ sessionTimeout: sessionTimeoutMs, rebalanceTimeout: rebalanceMs },
      heartbeatInterval: heartbeatIntervalMs,
      metadataMaxAge: metadataMaxAgeMs,
      // With retries of its own, a commit that is refused would join the group again and be repeated there.
      retries: 0,
    });
    this.#client.topics.trackAll(...topics);
    this.#fetchPool = new platformatic.ConnectionPool(groupId, connection);
    for (const pool of [this.#client.connections, this.#fetchPool]) this.#connections.follow(pool);
    this.#fetcher = new LogFetcher({
      ...{ client: this.#client, pool: this.#fetchPool, topics, hooks, logger, signal: this.#over.signal },
      topicsChanged: () => this.#joinAgain(),
    });
    this.#follow();
  }

  /** Joins the group and reads. Resolves once the member has left, rejects when its membership has failed. */
  async run(): Promise<void> {
    // Before the join: a partition that is added meanwhile is noticed then.
    await this.#try(() => this.#fetcher.lookUp());
    if (!(await this.#hooks.mayJoin())) return;
    await this.#join();
    await this.#fetcher.run();
  }

  get canCommit(): boolean {
    return this.#client.memberId !== null;
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#client.commit({
      offsets: offsets.map(({ topic, partition, offset }) => ({
        ...{ topic, partition, offset: BigInt(offset) },
        leaderEpoch: -1,
      })),
    });
  }

  seek(offsets: readonly PartitionOffset[]): void {
    this.#fetcher.seek(offsets);
  }

  async leave(): Promise<void> {
    this.#left ??= this.#close();
    await this.#left;
  }

  [Symbol.dispose](): void {
    this.#over.abort();
    this.#connections[Symbol.dispose]();
  }

  #follow(): void {
    const client = this.#client;
    // Called before the next join is sent: what is sent here precedes it on the connection to the coordinator.
    client.on("consumer:group:rebalance", () => this.#release());
    client.on("consumer:group:join", ({ assignments = [] }) => {
      const assignment = Object.fromEntries(assignments.map(({ topic, partitions }) => [topic, partitions]));
      this.#fetcher.assign(assignment);
      this.#hooks.joined(assignment);
    });
    // A join after refused heartbeats has failed: the client does not try again, and sends no heartbeats any more.
    client.on("error", (error: Error) => {
      this.#logger.debug({ err: error }, "not in the group any more");
      this.#join().catch((failure: unknown) => this.#fetcher.fail(failure));
    });
    client.on("consumer:heartbeat:end", () => {
      // There is nothing to fetch for a member without partitions.
      if (this.#fetcher.isIdle) this.#hooks.fetched();
    });
  }

  #release(): void {
    this.#hooks.rebalancing();
    this.#fetcher.assign({});
  }

  async #joinAgain(): Promise<void> {
    this.#release();
    await this.#join();
  }

  async #join(): Promise<void> {
    await this.#try(() => this.#client.joinGroup());
  }

  /** Tries until it succeeds or the membership is over, as long as the error may be gone at the next try. */
  async #try(action: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        await action();
        return;
      } catch (error) {
        await retryAfter(error, this.#logger, signal);
      }
    }
  }

  async #close(): Promise<void> {
    this.#over.abort();
    this.#hooks.left();
    await Promise.allSettled([this.#client.close(true), this.#fetchPool.close()]);
    this.#connections[Symbol.dispose]();
  }
}
