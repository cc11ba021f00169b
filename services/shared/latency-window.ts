import { build, type Histogram } from "hdr-histogram-js";

/** Number of items in a period and their latencies; `null` in an empty period. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Latencies and rate of the last minute. */
export interface MinuteSummary extends LatencySummary {
  readonly ratePerSecond: number;
}

const minuteSeconds = 60;
/** One hour: the highest latency that is told apart. */
const longestMicros = 3_600_000_000;

/** Latencies of the last minute, in windows of one second. Pure: the owner ends each second. */
export class LatencyWindow {
  #second = emptyHistogram();
  /** The finished seconds of the last minute, oldest first. */
  readonly #seconds: Histogram[] = [];
  /** Their sum. */
  readonly #minute = emptyHistogram();

  /** Adds a latency in milliseconds. A negative one, from clocks that differ, counts as 0. */
  add(latencyMs: number): void {
    this.#second.recordValue(Math.min(longestMicros, Math.max(0, Math.round(latencyMs * 1_000))));
  }

  /** Ends the current second and returns its summary. */
  endSecond(): LatencySummary {
    const ended = this.#second;
    this.#seconds.push(ended);
    this.#minute.add(ended);
    const oldest = this.#seconds.length > minuteSeconds ? this.#seconds.shift() : undefined;
    if (oldest !== undefined) this.#minute.subtract(oldest);
    this.#second = oldest ?? emptyHistogram();
    const summary = summaryOf(ended);
    oldest?.reset();
    return summary;
  }

  /** Summary of the last minute, without the current second. */
  get lastMinute(): MinuteSummary {
    return {
      ...summaryOf(this.#minute),
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

function summaryOf(histogram: Histogram): LatencySummary {
  if (histogram.totalCount === 0) return { count: 0, p50Ms: null, p99Ms: null };
  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return { count: histogram.totalCount, p50Ms: ms(50), p99Ms: ms(99) };
}
