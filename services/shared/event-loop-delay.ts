import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late the event loop came to what was due, in milliseconds. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The loop is looked at so often. */
const resolutionMs = 10;
const nanosPerMs = 1e6;

/**
 * How late the event loop of this process comes to what is due: what all that it does, it does late by. (Node.js,
 * `perf_hooks.monitorEventLoopDelay`, which times its own interval, so that what is above the interval is the delay.)
 */
export class EventLoopDelay implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** Forgets what was until now. */
  restart(): void {
    this.#histogram.reset();
  }

  /** Since the beginning, or since it was restarted. */
  get delays(): Delays {
    const delayMs = (nanos: number) => Math.max(0, nanos / nanosPerMs - resolutionMs);
    if (this.#histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
    return {
      p50: delayMs(this.#histogram.percentile(50)),
      p99: delayMs(this.#histogram.percentile(99)),
      max: delayMs(this.#histogram.max),
    };
  }

  [Symbol.dispose](): void {
    this.#histogram.disable();
  }
}
