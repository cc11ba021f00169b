import { emptyHistogram, type TimedArrival } from "./latencies.ts";

/** Stages that are counted second by second, in the order of the flow. */
export const flowStages = ["made", "acknowledged", "inKafka", "consumed"] as const;

/** One of {@link flowStages}. */
export type FlowStage = (typeof flowStages)[number];

/** Counts and latencies of one second. Times in µs of the monotonic clock, latencies in µs. */
export interface TimelineSecond extends Readonly<Record<FlowStage, number>> {
  readonly beganAt: number;
  /** Number of readings on their way at its end. */
  readonly backlog: number;
  /** End to end, of the readings that arrived in it; `undefined` if none did. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number } | undefined;
}

const second = 1_000_000;

/**
 * Number of readings that passed each stage, by second. Pure.
 * `backlogFrom`: the stage from which a reading counts as on its way, until it is consumed.
 */
export class Timeline {
  readonly #origin: number;
  readonly #backlogFrom: FlowStage;
  readonly #seconds = new Map<number, Record<FlowStage, number>>();
  readonly #latencies = new Map<number, TimelineSecond["latency"]>();
  readonly #histogram = emptyHistogram();
  #histogramOf: number | undefined;

  /** `origin`: beginning of second 0, in µs of the monotonic clock; seconds before it are negative. */
  constructor(origin: number, backlogFrom: FlowStage) {
    this.#origin = origin;
    this.#backlogFrom = backlogFrom;
  }

  /** Adds the first passage of a reading through a stage. */
  addPassage(stage: FlowStage, at: number): void {
    const index = this.#indexOf(at);
    const counts = this.#seconds.get(index);
    if (counts !== undefined) counts[stage] += 1;
    else this.#seconds.set(index, { made: 0, acknowledged: 0, inKafka: 0, consumed: 0, [stage]: 1 });
  }

  /** Adds an arrival. Arrivals are added in the order of their times; one that is late counts in the present second. */
  addArrival({ at, endToEnd }: TimedArrival): void {
    const index = this.#indexOf(at);
    if (this.#histogramOf !== undefined && index > this.#histogramOf) this.#endSecond();
    this.#histogramOf ??= index;
    this.#histogram.recordValue(Math.max(0, Math.round(endToEnd)));
  }

  /** All seconds from the first to the last in which a reading passed a stage. */
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
        // A reading may arrive before its acknowledgement does.
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
