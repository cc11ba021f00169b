import { type Status } from "../reading/reading.ts";
import { type ReadingId } from "../reading/reading-id.ts";

/** Fields of every fact about one reading. */
export interface ReadingFields extends ReadingId {
  /** Time of the fact in µs of the machine's monotonic clock, which all processes of one machine share. */
  readonly at: number;
  /** SHA-256 of the payload, in hex. */
  readonly sha256: string;
}

/** Fields of a fact beside `fact`, by its kind. Names and values are the format of the file. */
interface FieldsByKind {
  /** Publisher: the device made the reading. `due`: planned time of making, in µs like `at`; only under load. */
  readonly made: ReadingFields & { readonly due?: number };
  /** Publisher: handed to the connection, before the packet goes to the socket. Once per sending. */
  readonly sent: ReadingFields;
  /** Publisher: PUBACK or PUBCOMP of the broker arrived. */
  readonly acknowledged: ReadingFields;
  /** Publisher: discarded by the full buffer. */
  readonly dropped: ReadingFields;
  /** Publisher: the device's status changed; written before `made` of the reading that the change causes. */
  readonly toggled: Pick<ReadingFields, "at" | "device" | "run"> & { readonly status: Status };
  /** Proxy: a PUBLISH was passed to the bridge. */
  readonly delivered: ReadingFields;
  /** Proxy: PUBACK or PUBREC of the bridge was passed to the broker. At QoS 0 written together with `delivered`. */
  readonly "bridge-acknowledged": ReadingFields;
  /**
   * Proxy: a connection could not be read, so facts about it are missing; times in µs like `at`. Written without `to`
   * when the gap begins and again with `to` when the connection ends. Without an end it lasts to the end of the journal.
   */
  readonly gap: { readonly from: number; readonly to?: number };
  /**
   * Consumer: the reading arrived. `recordedMs`: timestamp of the Kafka record, milliseconds since the epoch; `partition`: of
   * the topic.
   */
  readonly consumed: ReadingFields & { readonly recordedMs?: number; readonly partition?: number };
}

/** Kind of a fact. */
export type FactKind = keyof FieldsByKind;

/** One line of a journal, of one of the given kinds; default: any. */
export type Fact<Kind extends FactKind = FactKind> = {
  [Each in Kind]: { readonly fact: Each } & FieldsByKind[Each];
}[Kind];

/** A fact about one reading. */
export type ReadingFact = Extract<Fact, ReadingFields>;

/** Whether facts of a kind are about one reading. The compiler compares this table with the types. */
export const readingKinds: {
  readonly [Kind in FactKind]: Fact<Kind> extends ReadingFact ? true : false;
} = {
  made: true,
  sent: true,
  acknowledged: true,
  dropped: true,
  toggled: false,
  delivered: true,
  "bridge-acknowledged": true,
  gap: false,
  consumed: true,
};

/** Whether a fact is about one reading. */
export function isReadingFact(fact: Fact): fact is ReadingFact {
  return readingKinds[fact.fact];
}

/**
 * Whether a value from a journal is a fact. Checks the kind only: a load run reads millions of lines, and whole lines are
 * written by our own services.
 */
export function isFact(value: unknown): value is Fact {
  return (
    typeof value === "object" &&
    value !== null &&
    "fact" in value &&
    typeof value.fact === "string" &&
    Object.hasOwn(readingKinds, value.fact)
  );
}
