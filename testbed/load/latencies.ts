import { build, type Histogram } from "hdr-histogram-js";
import { nameOf } from "../../services/shared/reading/reading-id.ts";
import { isReadingFact, type LedgerFact } from "../ledger/fact.ts";

/** The ways that are timed, each from one place to another. */
export const latencySpans = ["publishToAcknowledged", "sentToKafka", "kafkaToConsumed", "endToEnd"] as const;

/** One of {@link latencySpans}. */
export type LatencySpan = (typeof latencySpans)[number];

/** A reading that arrived for the first time: when, and how long it had been on its way; µs. */
export interface TimedArrival {
  readonly at: number;
  readonly endToEnd: number;
}

/** In a pipeline that stood still for longer, the figure is "an hour". */
const longest = 3_600_000_000;
/** So many readings may be on their way; past that the newest are not timed, as the counts of the latencies show. */
const mostHeld = 2_000_000;

/**
 * Times readings on their way, by HDR histogram in µs. Every way begins when the reading was due, not when the publisher
 * got round to making it, but for `kafkaToConsumed` and `sentToKafka`. Takes the facts of publisher and consumer, each in
 * its order, however the two are interleaved. Pure.
 */
export class Latencies {
  readonly histograms: Readonly<Record<LatencySpan, Histogram>> = {
    publishToAcknowledged: emptyHistogram(),
    sentToKafka: emptyHistogram(),
    kafkaToConsumed: emptyHistogram(),
    endToEnd: emptyHistogram(),
  };
  /** The time of the monotonic clock, in µs, that a time of the wall clock was. */
  readonly toMonotonic: (epochMs: number) => number;
  readonly #isMeasured: (due: number) => boolean;
  readonly #onArrival: (arrival: TimedArrival) => void;
  readonly #passages = new Map<string, Passage>();
  readonly #needsAcknowledgement: boolean;

  /**
   * `isMeasured`: whether readings that were due at this time belong to what is measured. `onArrival` is told of every
   * first arrival of these.
   */
  constructor(options: {
    readonly qos: 0 | 1 | 2;
    readonly toMonotonic: (epochMs: number) => number;
    readonly isMeasured: (due: number) => boolean;
    readonly onArrival: (arrival: TimedArrival) => void;
  }) {
    this.#needsAcknowledgement = options.qos > 0;
    this.toMonotonic = options.toMonotonic;
    this.#isMeasured = options.isMeasured;
    this.#onArrival = options.onArrival;
  }

  /** Takes a fact into account. A time counts where it is known first; a passage whose end is known is done. */
  add(fact: LedgerFact): void {
    if (!isReadingFact(fact)) return;
    const name = nameOf(fact);
    if (fact.fact === "dropped") this.#passages.delete(name);
    const known = this.#timesIn(fact);
    if (known === undefined) return;
    const passage = this.#passages.get(name);
    if (passage === undefined) {
      // What is sent or acknowledged once more when all is done is of no interest.
      if (known.due === undefined && known.consumedAt === undefined) return;
      if (this.#passages.size < mostHeld) this.#passages.set(name, known);
      return;
    }
    for (const [time, at] of Object.entries(known)) passage[time as keyof Passage] ??= at;
    if (!isWhole(passage, this.#needsAcknowledgement)) return;
    this.#passages.delete(name);
    this.#count(passage);
  }

  #timesIn(fact: LedgerFact): Passage | undefined {
    switch (fact.fact) {
      case "made":
        return { due: fact.due ?? fact.at };
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

  #count({ due, sentAt, acknowledgedAt, recordedAt, consumedAt }: Passage): void {
    if (due === undefined || consumedAt === undefined || !this.#isMeasured(due)) return;
    this.#record("endToEnd", consumedAt - due);
    this.#onArrival({ at: consumedAt, endToEnd: consumedAt - due });
    if (acknowledgedAt !== undefined) this.#record("publishToAcknowledged", acknowledgedAt - due);
    if (recordedAt === undefined) return;
    if (sentAt !== undefined) this.#record("sentToKafka", recordedAt - sentAt);
    this.#record("kafkaToConsumed", consumedAt - recordedAt);
  }

  /** Kafka's times are whole milliseconds, so a way to or from there can come out as a part of one below zero. */
  #record(span: LatencySpan, micros: number): void {
    this.histograms[span].recordValue(Math.min(longest, Math.max(0, Math.round(micros))));
  }
}

/** What is known of a reading's way; µs of the monotonic clock. */
interface Passage {
  due?: number;
  sentAt?: number;
  acknowledgedAt?: number;
  recordedAt?: number;
  consumedAt?: number;
}

function isWhole(passage: Passage, needsAcknowledgement: boolean): boolean {
  return (
    passage.due !== undefined &&
    passage.sentAt !== undefined &&
    passage.consumedAt !== undefined &&
    (!needsAcknowledgement || passage.acknowledgedAt !== undefined)
  );
}

/** Of µs up to an hour, with three digits. */
export function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longest,
    numberOfSignificantValueDigits: 3,
  });
}
