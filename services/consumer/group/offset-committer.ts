import { setTimeout as delay } from "node:timers/promises";
import { type EachBatchPayload } from "kafkajs";
import { type Logger } from "pino";
import { type OffsetTracker } from "./offset-tracker.ts";

/**
 * Commit interval. Commits run beside the handling: one commit per batch, awaited, was half of the latency from Kafka to the
 * consumer. Records handled but not committed before a kill are read again.
 */
const intervalMs = 25;
const retryDelayMs = 500;

/** Commits once, without retries. */
export type CommitOnce = EachBatchPayload["commitOffsetsIfNecessary"];

/**
 * Commits the handled offsets of a membership. kafkajs' own commit would be tried until the topic of an offset exists, and so
 * be one in a topic that was created again; here each try commits what is to be committed by then.
 */
export class OffsetCommitter {
  readonly #offsets: OffsetTracker;
  readonly #logger: Logger;
  #commitOnce: CommitOnce | undefined;

  constructor(offsets: OffsetTracker, logger: Logger) {
    this.#offsets = offsets;
    this.#logger = logger;
  }

  /** Commits by this function from now on; kafkajs tells it with each batch. `undefined`: no longer. */
  use(commitOnce: CommitOnce | undefined): void {
    this.#commitOnce = commitOnce;
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
    if (offsets.length === 0 || this.#commitOnce === undefined) return true;
    try {
      const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, partitions]) => ({
        topic,
        partitions: partitions.map(({ partition, offset }) => ({ partition, offset })),
      }));
      await this.#commitOnce({ topics });
      this.#offsets.markCommitted(offsets);
      return true;
    } catch (error) {
      this.#logger.debug({ err: error }, "offsets not committed");
      return false;
    }
  }
}
