import { monitorEventLoopDelay } from "node:perf_hooks";

/** Percentiles of the event-loop delay, in milliseconds. */
export interface DelayPercentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Sampling interval. */
const resolutionMs = 10;
const nanosPerMs = 1e6;

/**
 * Event-loop delay of this process: how long a due timer waits before it runs. (Node.js `perf_hooks.monitorEventLoopDelay`
 * measures its own interval; the part above the interval is the delay.)
 */
export class EventLoopDelay implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** Discards all samples. */
  restart(): void {
    this.#histogram.reset();
  }

  /** DelayPercentiles since the start or the last restart; 0 without a sample. */
  get delays(): DelayPercentiles {
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
