import { emptyHistogram, type TimedArrival } from "./latencies.ts";

/** What is counted second by second, in the order of the flow. */
export const flowStages = ["made", "acknowledged", "inKafka", "consumed"] as const;

/** One of {@link flowStages}. */
export type FlowStage = (typeof flowStages)[number];

/** What one second had. Times in µs of the monotonic clock, latencies in µs. */
export interface TimelineSecond extends Readonly<Record<FlowStage, number>> {
  readonly beganAt: number;
  /** How many readings were on their way at its end. */
  readonly backlog: number;
  /** End to end, of what arrived in it; `undefined` where nothing did. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number } | undefined;
}

const second = 1_000_000;

/**
 * What passed each stage, second by second from a beginning that may lie within. Pure.
 * `backlogFrom`: the stage at which a reading counts as on its way, until it is consumed.
 */
export class Timeline {
  readonly #origin: number;
  readonly #backlogFrom: FlowStage;
  readonly #seconds = new Map<number, Record<FlowStage, number>>();
  readonly #latencies = new Map<number, TimelineSecond["latency"]>();
  readonly #histogram = emptyHistogram();
  #histogramOf: number | undefined;

  /** Seconds are counted from `origin`, µs of the monotonic clock; what was before has negative ones. */
  constructor(origin: number, backlogFrom: FlowStage) {
    this.#origin = origin;
    this.#backlogFrom = backlogFrom;
  }

  /** A reading has come to a stage for the first time, then. */
  passed(stage: FlowStage, at: number): void {
    const index = this.#indexOf(at);
    const counts = this.#seconds.get(index);
    if (counts !== undefined) counts[stage] += 1;
    else this.#seconds.set(index, { made: 0, acknowledged: 0, inKafka: 0, consumed: 0, [stage]: 1 });
  }

  /** A reading arrived. Arrivals come in the order of their times, but for some that are a little late. */
  arrived({ at, endToEnd }: TimedArrival): void {
    const index = this.#indexOf(at);
    if (this.#histogramOf !== undefined && index > this.#histogramOf) this.#endSecond();
    this.#histogramOf ??= index;
    this.#histogram.recordValue(Math.max(0, Math.round(endToEnd)));
  }

  /** How many passed a stage from one time to another, per second; the times are the seconds' own. */
  rate(stage: FlowStage, from: number, to: number): number {
    let count = 0;
    for (const [index, counts] of this.#seconds) {
      const at = this.#origin + index * second;
      if (at >= from && at < to) count += counts[stage];
    }
    return to > from ? (count * second) / (to - from) : 0;
  }

  /** Every second from the first in which something passed to the last. */
  get seconds(): TimelineSecond[] {
    this.#endSecond();
    const indexes = [...this.#seconds.keys()];
    const first = indexes.reduce((least, index) => Math.min(least, index), Number.POSITIVE_INFINITY);
    const last = indexes.reduce((most, index) => Math.max(most, index), Number.NEGATIVE_INFINITY);
    let backlog = 0;
    const seconds: TimelineSecond[] = [];
    for (let index = first; index <= last; index += 1) {
      const counts = this.#seconds.get(index) ?? { made: 0, acknowledged: 0, inKafka: 0, consumed: 0 };
      backlog += counts[this.#backlogFrom] - counts.consumed;
      seconds.push({
        beganAt: this.#origin + index * second,
        ...counts,
        // The acknowledgement of what has arrived already may still be on its way.
        backlog: Math.max(0, backlog),
        latency: this.#latencies.get(index),
      });
    }
    return seconds;
  }

  #indexOf(at: number): number {
    return Math.floor((at - this.#origin) / second);
  }

  #endSecond(): void {
    if (this.#histogramOf === undefined) return;
    this.#latencies.set(this.#histogramOf, {
      p50: this.#histogram.getValueAtPercentile(50),
      p99: this.#histogram.getValueAtPercentile(99),
      max: this.#histogram.maxValue,
    });
    this.#histogram.reset();
    this.#histogramOf = undefined;
  }
}
