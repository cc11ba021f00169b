import { setTimeout as delay } from "node:timers/promises";
import { type Logger } from "pino";
import { type KafkaReader } from "../reader/kafka-reader.ts";
import { type OffsetTracker } from "./offset-tracker.ts";

/**
 * Commit interval. Commits run beside the handling: one commit per batch, awaited, was half of the latency from Kafka to the
 * consumer. Records handled but not committed before a kill are read again.
 */
const intervalMs = 25;
const retryDelayMs = 500;

/** Commits the handled offsets of a reader. Each try commits what is to be committed by then. */
export class OffsetCommitter {
  readonly #offsets: OffsetTracker;
  readonly #reader: Pick<KafkaReader, "canCommit" | "commit">;
  readonly #logger: Logger;

  constructor(offsets: OffsetTracker, reader: Pick<KafkaReader, "canCommit" | "commit">, logger: Logger) {
    this.#offsets = offsets;
    this.#reader = reader;
    this.#logger = logger;
  }

  /** Commits until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs = (await this.commit()) ? intervalMs : retryDelayMs;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Commits the handled offsets once. Returns whether that succeeded; if not, they stay to be committed. */
  async commit(): Promise<boolean> {
    const offsets = this.#offsets.uncommitted;
    if (offsets.length === 0 || !this.#reader.canCommit) return true;
    try {
      await this.#reader.commit(offsets);
      this.#offsets.markCommitted(offsets);
      return true;
    } catch (error) {
      this.#logger.debug({ err: error }, "offsets not committed");
      return false;
    }
  }
}
