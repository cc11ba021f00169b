import { type Logger } from "pino";

/** Logs when records do not arrive, with the reason, and when they arrive again. */
export class ReadinessLog implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #wasReady = true;

  /** `notReady` returns the reason why records do not arrive, `undefined` while they do; it is asked at this interval. */
  constructor(notReady: () => string | undefined, intervalMs: number, logger: Logger) {
    this.#timer = setInterval(() => {
      const reason = notReady();
      const isReady = reason === undefined;
      if (isReady === this.#wasReady) return;
      this.#wasReady = isReady;
      if (isReady) logger.info("records arrive again");
      else logger.warn({ reason }, "records do not arrive; trying until they do");
    }, intervalMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
