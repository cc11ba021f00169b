import { setTimeout as delay } from "node:timers/promises";
import { type FoundTopic } from "./found-topic.ts";

const pollIntervalMs = 1_000;
/** Interval while a topic or Kafka is missing. */
const retryDelayMs = 100;
const tickMs = 250;
/** A process whose timer is late by more was frozen: what it knows of Kafka may be outdated. */
const frozenMs = 1_000;
/** Kafka counts as silent after this time without an answer. */
const silenceTimeoutMs = 3_000;

/** Looks a topic up in Kafka. */
export interface TopicFinder extends AsyncDisposable {
  find(topic: string): Promise<FoundTopic>;
}

/**
 * Looks topics up once a second, and at once when somebody doubts what it knows. A topic that is deleted and created again
 * within a second, while no fetch fails and nobody is frozen, is found up to a second later.
 */
export class TopicWatch implements AsyncDisposable {
  readonly #topics: readonly string[];
  readonly #open: () => Promise<TopicFinder>;
  readonly #onFound: (found: FoundTopic) => void;
  readonly #closed = new AbortController();
  #finder: Promise<TopicFinder> | undefined;
  #asking: Promise<void> | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #tickedAtMs = 0;
  /** Number of doubts, and how many of them the last answer has settled. */
  #doubts = 1;
  #settled = 0;
  #missing: string | undefined;
  #error: string | undefined;
  #answeredAtMs = performance.now();

  /** `open` is called for the first question, and for the next one after a failure; `onFound` receives every topic of each answer. */
  constructor(
    topics: readonly string[],
    open: () => Promise<TopicFinder>,
    onFound: (found: FoundTopic) => void,
  ) {
    this.#topics = topics;
    this.#open = open;
    this.#onFound = onFound;
  }

  /** Begins to look the topics up. */
  start(): void {
    this.#tickedAtMs = performance.now();
    this.#ticking = setInterval(() => this.#tick(), tickMs).unref();
    void this.#poll();
  }

  /** A topic that does not exist; `undefined` if all of them are there. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** The reason why nothing is known of the topics any more; `undefined` while it is. */
  get failure(): string | undefined {
    const silentMs = Math.round(performance.now() - this.#answeredAtMs);
    return this.#error !== undefined && silentMs > silenceTimeoutMs
      ? `the topics were not found for ${silentMs} ms: ${this.#error}`
      : undefined;
  }

  /** Makes the next call of `isUpToDate` wait for a new answer. */
  doubt(): void {
    this.#doubts += 1;
  }

  /** Waits until an answer is newer than every doubt and every time in which the process was frozen, or the time is over. */
  async isUpToDate(timeoutMs: number): Promise<boolean> {
    this.#tick();
    const deadlineMs = performance.now() + timeoutMs;
    while (this.#settled < this.#doubts) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0 || this.#closed.signal.aborted) return false;
      await Promise.race([this.#ask(), delay(leftMs, undefined, { ref: false })]);
      if (this.#error !== undefined) await delay(Math.min(retryDelayMs, leftMs));
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    clearInterval(this.#ticking);
    await this.#dropFinder();
  }

  #tick(): void {
    const nowMs = performance.now();
    if (nowMs - this.#tickedAtMs > frozenMs) this.doubt();
    this.#tickedAtMs = nowMs;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#ask();
      const isFound = this.#error === undefined && this.#missing === undefined;
      const waitMs = isFound ? pollIntervalMs : retryDelayMs;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #askOnce(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const doubts = this.#doubts;
    try {
      this.#finder ??= this.#open();
      const finder = await this.#finder;
      const found = await Promise.all(this.#topics.map((topic) => finder.find(topic)));
      if (this.#closed.signal.aborted) return;
      this.#missing = found.find(({ partitions }) => partitions.length === 0)?.topic;
      this.#error = undefined;
      this.#answeredAtMs = performance.now();
      for (const topic of found) this.#onFound(topic);
      this.#settled = doubts;
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      // 2.12.1 of the client cannot use a connection any more on which an answer came too late (`#onData` in its
      // network/connection.js).
      void this.#dropFinder();
    }
  }

  /** Closes the finder, which ends what it is asked at the moment. The next question opens another one. */
  async #dropFinder(): Promise<void> {
    const dropped = this.#finder;
    this.#finder = undefined;
    const finder = await dropped?.catch(() => undefined);
    await finder?.[Symbol.asyncDispose]();
  }
}
