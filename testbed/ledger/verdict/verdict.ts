import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";
import { type Gap } from "../evidence/watches.ts";
import { type OptionalTap, type Tap } from "../tap.ts";
import { type Counts, type DeviceCounts } from "./counted-words.ts";
import { type Hop } from "./hop.ts";

/** What stands beside the counts, of a device or of all. */
export interface Findings {
  /** How many of the lost readings were lost where. */
  readonly lostAt: Readonly<Record<Hop, number>>;
  /** How many of the lost readings are in the dead-letter topic. */
  readonly lostDeadLettered: number;
  /** When the first and the last of the lost readings were made; `undefined` where none is lost. */
  readonly lostTime: TimeSpan | undefined;
  /** The largest distance of a reordered reading from the highest seq before it; 0 where none is reordered. */
  readonly largestDisplacement: number;
  /** Duplicates whose bytes were not compared: their readings were settled too long ago to remember the bytes. */
  readonly uncheckedBytes: number;
  /** Consumed readings of inactive periods whose status no tap saw. */
  readonly uncheckedStatuses: number;
  /** Deactivations that a kill of the publisher cut. */
  readonly unjudgedDeactivations: number;
}

/** µs of the machine's monotonic clock, both included. */
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

/**
 * Every anomaly by name, all of them. By device, the runs of a device in the publisher's order, then by seq.
 * A list is as long as the count of its word.
 */
export interface Anomalies {
  readonly dropped: readonly ReadingId[];
  readonly unconfirmed: readonly ReadingId[];
  readonly lost: readonly LostReading[];
  /** A reading stands here once for each extra consumption. */
  readonly duplicates: readonly ReadingId[];
  readonly reordered: readonly ReadingId[];
  readonly late: readonly ReadingId[];
  readonly phantom: readonly ReadingId[];
  /** A reading stands here once for each consumption with other bytes. */
  readonly corrupt: readonly ReadingId[];
  /** `seq` is the one that the final reading should have had. */
  readonly missingFinal: readonly ReadingId[];
  readonly doubleFinal: readonly DoubleFinal[];
  readonly ghost: readonly ReadingId[];
  readonly deadLettered: readonly ReadingId[];
}

/** What became of the readings of one device. */
export interface DeviceVerdict extends Findings {
  readonly device: string;
  readonly counts: DeviceCounts;
}

/** What became of all readings, as far as the taps saw it. */
export interface Verdict extends Findings {
  readonly counts: Counts;
  /** Every device that a fact named, by id. */
  readonly devices: readonly DeviceVerdict[];
  readonly anomalies: Anomalies;
  /** The optional taps that were there. What the others would have counted is 0. */
  readonly taps: readonly OptionalTap[];
  /** When a tap may have missed something. */
  readonly gaps: Readonly<Record<Tap, readonly Gap[]>>;
}
