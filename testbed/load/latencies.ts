import { build, type Histogram } from "hdr-histogram-js";
import { nameOf } from "../../services/shared/reading/reading-id.ts";
import { isReadingFact, type LedgerFact } from "../ledger/fact.ts";

/** Spans of a reading's way that are timed. */
export const latencySpans = ["publishToAcknowledged", "sentToKafka", "kafkaToConsumed", "endToEnd"] as const;

/** One of {@link latencySpans}. */
export type LatencySpan = (typeof latencySpans)[number];

/** Times of a reading at its source, in µs of the monotonic clock. */
export interface MadeTimes {
  readonly due: number;
  readonly madeAt: number;
}

/** First arrival of a reading and its end-to-end latency, both in µs. */
export interface TimedArrival {
  readonly at: number;
  readonly endToEnd: number;
}

/** Longest latency that is recorded: an hour; longer ones count as this. */
const maxMicros = 3_600_000_000;
/** Default of the most readings that are timed at once. */
const defaultMaxInFlight = 2_000_000;

/**
 * Latencies of readings, as HDR histograms in µs. They count from the time at which a reading was due, not from its making
 * (coordinated omission), except `kafkaToConsumed` and `sentToKafka`. Takes the facts of publisher and consumer, each in its
 * order, interleaved in any way. Pure.
 */
export class Latencies {
  readonly histograms: Readonly<Record<LatencySpan, Histogram>> = {
    publishToAcknowledged: emptyHistogram(),
    sentToKafka: emptyHistogram(),
    kafkaToConsumed: emptyHistogram(),
    endToEnd: emptyHistogram(),
  };
  /** Converts a time of the wall clock to the monotonic clock, in µs. */
  readonly toMonotonic: (epochMs: number) => number;
  readonly #isMeasured: (reading: MadeTimes) => boolean;
  readonly #onArrival: (arrival: TimedArrival) => void;
  readonly #times = new Map<string, ReadingTimes>();
  /** Readings that arrived when too many were on their way, and whose making is not known yet. */
  readonly #untimedArrivals = new Set<string>();
  #untimed = 0;
  readonly #needsAcknowledgement: boolean;
  readonly #maxInFlight: number;

  /**
   * `isMeasured`: whether a reading with these times is measured. `onArrival`: called on the first arrival of each of these.
   */
  constructor(options: {
    readonly qos: 0 | 1 | 2;
    readonly toMonotonic: (epochMs: number) => number;
    readonly isMeasured: (reading: MadeTimes) => boolean;
    readonly onArrival: (arrival: TimedArrival) => void;
    /** Most readings that are timed at once; default: two million. Beyond that the newest are not timed, but counted. */
    readonly maxInFlight?: number;
  }) {
    this.#maxInFlight = options.maxInFlight ?? defaultMaxInFlight;
    this.#needsAcknowledgement = options.qos > 0;
    this.toMonotonic = options.toMonotonic;
    this.#isMeasured = options.isMeasured;
    this.#onArrival = options.onArrival;
  }

  /** Number of readings that were made and not timed: more than two million were on their way. */
  get untimed(): number {
    return this.#untimed;
  }

  /** Number of readings whose times are not complete; memory grows with it. */
  get held(): number {
    return this.#times.size;
  }

  /** Adds a fact. The first time of each kind counts; a reading whose times are complete is counted and forgotten. */
  add(fact: LedgerFact): void {
    if (!isReadingFact(fact)) return;
    const name = nameOf(fact);
    if (fact.fact === "dropped") this.#times.delete(name);
    const known = this.#timesIn(fact);
    if (known === undefined) return;
    const times = this.#times.get(name);
    if (times === undefined) {
      // A repetition after the reading was forgotten.
      if (known.due === undefined && known.consumedAt === undefined) return;
      if (known.due !== undefined && this.#untimedArrivals.delete(name)) this.#untimed += 1;
      else if (this.#times.size < this.#maxInFlight) this.#times.set(name, known);
      else if (known.due !== undefined) this.#untimed += 1;
      else this.#untimedArrivals.add(name);
      return;
    }
    for (const [time, at] of Object.entries(known)) times[time as keyof ReadingTimes] ??= at;
    if (!isComplete(times, this.#needsAcknowledgement)) return;
    this.#times.delete(name);
    this.#count(times);
  }

  #timesIn(fact: LedgerFact): ReadingTimes | undefined {
    switch (fact.fact) {
      case "made":
        return { due: fact.due ?? fact.at, madeAt: fact.at };
      case "sent":
        return { sentAt: fact.at };
      case "acknowledged":
        return { acknowledgedAt: fact.at };
      case "consumed":
        return {
          consumedAt: fact.at,
          ...(fact.recordedMs === undefined ? {} : { recordedAt: this.toMonotonic(fact.recordedMs) }),
        };
      default:
        return undefined;
    }
  }

  #count({ due, madeAt, sentAt, acknowledgedAt, recordedAt, consumedAt }: ReadingTimes): void {
    if (due === undefined || madeAt === undefined || consumedAt === undefined) return;
    if (!this.#isMeasured({ due, madeAt })) return;
    this.#record("endToEnd", consumedAt - due);
    this.#onArrival({ at: consumedAt, endToEnd: consumedAt - due });
    if (acknowledgedAt !== undefined) this.#record("publishToAcknowledged", acknowledgedAt - due);
    if (recordedAt === undefined) return;
    if (sentAt !== undefined) this.#record("sentToKafka", recordedAt - sentAt);
    this.#record("kafkaToConsumed", consumedAt - recordedAt);
  }

  /** Kafka's times are whole milliseconds, so a latency to or from Kafka can be up to one below zero. */
  #record(span: LatencySpan, micros: number): void {
    this.histograms[span].recordValue(Math.min(maxMicros, Math.max(0, Math.round(micros))));
  }
}

/** Known times of a reading, in µs of the monotonic clock. */
interface ReadingTimes {
  due?: number;
  madeAt?: number;
  sentAt?: number;
  acknowledgedAt?: number;
  recordedAt?: number;
  consumedAt?: number;
}

function isComplete(times: ReadingTimes, needsAcknowledgement: boolean): boolean {
  return (
    times.due !== undefined &&
    times.sentAt !== undefined &&
    times.consumedAt !== undefined &&
    (!needsAcknowledgement || times.acknowledgedAt !== undefined)
  );
}

/** Returns an empty histogram of µs up to an hour, with three significant digits. */
export function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxMicros,
    numberOfSignificantValueDigits: 3,
  });
}
