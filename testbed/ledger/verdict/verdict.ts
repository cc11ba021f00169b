import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";
import { type Gap } from "../evidence/tap-coverage.ts";
import { type OptionalTap, type Tap } from "../tap.ts";
import { type AnomalyWord, type Counts, type DeviceCounts } from "./counted-words.ts";
import { type Hop } from "./hop.ts";
import { type MissingFacts } from "./missing-facts.ts";

/** Findings beside the counts, of a device or of all. */
export interface Findings {
  /** Number of lost readings per hop. */
  readonly lostAt: Readonly<Record<Hop, number>>;
  /** Number of lost readings that are in the dead-letter topic. */
  readonly lostDeadLettered: number;
  /** Time from making the first to making the last lost reading; `undefined` if none is lost. */
  readonly lostTime: TimeSpan | undefined;
  /** The largest distance of a reordered reading from the highest seq before it; 0 if none is reordered. */
  readonly largestDisplacement: number;
  /** Number of duplicates whose bytes were not compared since their readings were settled too long ago. */
  readonly uncheckedBytes: number;
  /** Number of consumed readings of inactive periods whose status no tap saw. */
  readonly uncheckedStatuses: number;
  /** Number of phantoms in Kafka that were not consumed. */
  readonly unconsumedPhantoms: number;
  /** Number of readings that the broker passed on and nobody made. */
  readonly unmadeAtBroker: number;
  /** Facts that are missing in the publisher's journal. */
  readonly missingFacts: MissingFacts;
  /** Number of deactivations without a final reading that the end of their publisher cut short: none may have been due. */
  readonly unjudgedDeactivations: number;
}

/** A span of time in µs of the machine's monotonic clock, both ends included. */
export interface TimeSpan {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A lost reading. */
export interface LostReading extends ReadingId {
  readonly hop: Hop;
  readonly deadLettered: boolean;
}

/** A deactivation with more than one final reading; `seq` is that of the first reading made after the toggle. */
export interface DoubleFinal extends ReadingId {
  /** The seqs that were consumed with status Inactive. */
  readonly finals: readonly number[];
}

/** A reading that the publisher did not get rid of: never handed to the connection, or neither acknowledged nor consumed. */
export interface UndeliveredReading extends ReadingId {
  /** Time of its making, in µs; `undefined` if the fact is missing. */
  readonly madeAt: number | undefined;
  /** Whether its publisher was killed or stopped: it is of a run that was followed by another of the device. */
  readonly publisherEnded: boolean;
}

/** An anomaly under a word. Under `missingFinal`, `seq` is the one that the final reading should have had. */
export type Anomaly<Word extends AnomalyWord> = Word extends "lost"
  ? LostReading
  : Word extends "doubleFinal"
    ? DoubleFinal
    : Word extends "unsent" | "unconfirmed"
      ? UndeliveredReading
      : ReadingId;

/**
 * Every anomaly by name, ordered by device, by run in the publisher's order, then by seq. The length of a list is the count
 * of its word: `duplicates` and `corrupt` have one entry for each consumption.
 */
export type Anomalies = { readonly [Word in AnomalyWord]: readonly Anomaly<Word>[] };

/** Verdict on the readings of one device. */
export interface DeviceVerdict extends Findings {
  readonly device: string;
  readonly counts: DeviceCounts;
}

/**
 * Evidence for the count of filtered messages. `at least`: the bridge counts them in its process, which ended after its count
 * had been read.
 */
export const filteredEvidence = ["exact", "at least", "not observed"] as const;

/** See {@link filteredEvidence}. */
export type FilteredEvidence = (typeof filteredEvidence)[number];

/** Verdict on all readings, as far as the taps observed them. */
export interface Verdict extends Findings {
  readonly counts: Counts;
  readonly filteredEvidence: FilteredEvidence;
  /** Every device that a fact names, by id. */
  readonly devices: readonly DeviceVerdict[];
  readonly anomalies: Anomalies;
  /** The optional taps that were present. Counts that depend on others are 0. */
  readonly taps: readonly OptionalTap[];
  /** Times in which a tap may have missed readings. */
  readonly gaps: Readonly<Record<Tap, readonly Gap[]>>;
}
