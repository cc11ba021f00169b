import { type ReadingId } from "../../services/shared/reading/reading-id.ts";
import { type Hop } from "./hop.ts";
import { type OptionalTap, type Tap } from "./tap.ts";
import { type Gap } from "./watches.ts";

/** What is counted of a device, in the words of docs and reports. Different readings, each once, unless said otherwise. */
export const deviceWords = [
  "made",
  /** Made, but discarded by the publisher's full buffer. */
  "dropped",
  /** Handed to the connection at least once. */
  "sent",
  /** The broker's PUBACK or PUBCOMP reached the publisher. */
  "acknowledged",
  /** Sent, and not acknowledged. */
  "unknown",
  /** Unknown, and not consumed. */
  "unconfirmed",
  "atBroker",
  "inKafka",
  "consumed",
  /** Acknowledged, and not consumed. */
  "lost",
  /** Extra consumptions of the same reading. */
  "duplicates",
  /** First arrivals after a higher seq of the same device and run. */
  "reordered",
  /** First consumed later than the limit after they were made; also counted as consumed. */
  "late",
  /** Consumed, and never made. */
  "phantom",
  /** Consumptions with other bytes than were made. */
  "corrupt",
  /** Deactivations without a final reading. */
  "missingFinal",
  /** Deactivations with more than one final reading. */
  "doubleFinal",
  /** Readings with status Active after the final one, while Inactive. */
  "ghost",
  "deadLettered",
] as const;

/** Counts of one device. */
export type DeviceCounts = Readonly<Record<(typeof deviceWords)[number], number>>;

/** Counts of all devices, and of what belongs to none. */
export interface Counts extends DeviceCounts {
  /** Removed by the bridge's transforms, by its own account. */
  readonly filtered: number;
  /** Records in Kafka without run and seq. */
  readonly untraced: number;
}

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
