import { type Logger } from "pino";

/** Shortest time between two log lines. */
const intervalMs = 1_000;

/** Logs how many readings were dropped: at the first one, then at most once a second. */
export class DropLog {
  readonly #logger: Logger;
  #unlogged = 0;
  #loggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Counts a drop. */
  add(): void {
    this.#unlogged += 1;
    if (performance.now() - this.#loggedAtMs >= intervalMs) this.flush();
  }

  /** Logs the drops that no line has reported yet. */
  flush(): void {
    if (this.#unlogged === 0) return;
    this.#logger.error({ dropped: this.#unlogged }, "the buffer is full: dropped the oldest readings");
    this.#unlogged = 0;
    this.#loggedAtMs = performance.now();
  }
}
