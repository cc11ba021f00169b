import { build, type Histogram } from "hdr-histogram-js";

/** What a span of time had: how many, and how long they took; latencies are `null` where there was none. */
export interface Latencies {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

const minuteSeconds = 60;
/** In a pipeline that stood still for longer, the figure is "an hour". */
const longestMicros = 3_600_000_000;

/** Latencies of the last minute, second by second. Pure: its owner says when a second is over. */
export class LatencyWindow {
  #second = emptyHistogram();
  /** The seconds of the last minute that are over, oldest first. */
  readonly #seconds: Histogram[] = [];
  /** Their sum. */
  readonly #minute = emptyHistogram();

  /** Takes what took so long, in milliseconds. Clocks that differ can make it negative: that counts as nothing. */
  add(latencyMs: number): void {
    this.#second.recordValue(Math.min(longestMicros, Math.max(0, Math.round(latencyMs * 1_000))));
  }

  /** The present second is over: says what it had. */
  endSecond(): Latencies {
    const ended = this.#second;
    this.#seconds.push(ended);
    this.#minute.add(ended);
    const oldest = this.#seconds.length > minuteSeconds ? this.#seconds.shift() : undefined;
    if (oldest !== undefined) this.#minute.subtract(oldest);
    this.#second = oldest ?? emptyHistogram();
    const latencies = latenciesIn(ended);
    oldest?.reset();
    return latencies;
  }

  /** What the last minute had, and how many of it there were per second; both without the second that is under way. */
  get lastMinute(): Latencies & { readonly ratePerSecond: number } {
    return {
      ...latenciesIn(this.#minute),
      ratePerSecond: this.#minute.totalCount / Math.max(1, this.#seconds.length),
    };
  }
}

function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMicros,
    numberOfSignificantValueDigits: 2,
  });
}

function latenciesIn(histogram: Histogram): Latencies {
  if (histogram.totalCount === 0) return { count: 0, p50Ms: null, p99Ms: null };
  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return { count: histogram.totalCount, p50Ms: ms(50), p99Ms: ms(99) };
}
