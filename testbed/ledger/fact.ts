import { type Fact, type FactKind, readingKinds } from "../../services/shared/journal/fact.ts";
import { type Status } from "../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../services/shared/reading/reading-id.ts";
import { type Tap } from "./tap.ts";

/** Facts as a journal has them, with the tap that they come from. */
type FromJournal<From extends Tap, Kind extends FactKind> = {
  [Each in Kind]: { readonly tap: From } & Fact<Each>;
}[Kind];

/** A reading at its source, from the publisher's journal. `sent` repeats with every sending. */
export type PublisherFact = FromJournal<"publisher", "made" | "sent" | "acknowledged" | "dropped">;

/** A device's change of status, from the publisher's journal. */
export type ToggleFact = FromJournal<"publisher", "toggled">;

/** A reading on the link from broker to bridge, from the proxy's journal. */
export type DeliveryFact = FromJournal<"mqtt-bridge", "delivered" | "bridge-acknowledged">;

/** An arrival at the consumer, from its journal. */
export type ConsumedFact = FromJournal<"consumer", "consumed">;

/** Fields of a fact about one reading. */
interface ReadingFields extends ReadingId {
  /** Time of the fact in µs of the machine's monotonic clock, which all processes of one machine share. */
  readonly at: number;
}

/** A reading that the broker passed on to an MQTT subscriber of the testbed. May repeat. */
export interface SeenFact extends ReadingFields {
  readonly tap: "mqtt";
  readonly fact: "seen";
  readonly status: Status;
}

/** A reading in the Kafka topic, from a reader of the log. */
export interface WrittenFact extends ReadingFields {
  readonly tap: "kafka";
  readonly fact: "written";
  readonly status: Status;
}

/** A reading in the dead-letter topic, from a reader of the log. */
export interface DeadLetteredFact extends ReadingFields {
  readonly tap: "kafka";
  readonly fact: "dead-lettered";
}

/** A record without run and seq, from a foreign publisher, in the Kafka topic. */
export interface UntracedFact {
  readonly tap: "kafka";
  readonly fact: "untraced";
}

/**
 * Number of further messages that the bridge acknowledged without a record in Kafka, by its own account: removed by a
 * transform, or dropped under `errors.tolerance=all`. It does not name them.
 */
export interface FilteredFact {
  readonly tap: "bridge";
  readonly fact: "filtered";
  readonly count: number;
}

/**
 * A time in which a tap may have missed readings, for example while its connection was down. A tap that was not there at
 * all is left out of the ledger's option `taps` instead.
 */
export interface GapFact {
  readonly tap: Tap;
  readonly fact: "gap";
  /** Start and end in µs of the monotonic clock, both included. -Infinity: from the beginning. */
  readonly from: number;
  /** Infinity: to the end. */
  readonly to: number;
}

/** One observation of a tap. The facts of one tap come in the tap's order. */
export type LedgerFact =
  | PublisherFact
  | ToggleFact
  | DeliveryFact
  | ConsumedFact
  | SeenFact
  | WrittenFact
  | DeadLetteredFact
  | UntracedFact
  | FilteredFact
  | GapFact;

/** A fact of one of the given kinds. */
export type LedgerFactOf<Kind extends LedgerFact["fact"]> = Extract<LedgerFact, { readonly fact: Kind }>;

/** A fact about one reading. */
export type LedgerReadingFact = Extract<LedgerFact, ReadingFields>;

/** Whether facts of a kind are about one reading. The compiler compares this table with the types. */
const ledgerReadingKinds: {
  readonly [Kind in LedgerFact["fact"]]: LedgerFactOf<Kind> extends ReadingFields ? true : false;
} = {
  ...readingKinds,
  seen: true,
  written: true,
  "dead-lettered": true,
  untraced: false,
  filtered: false,
};

/** Whether a fact is about one reading. */
export function isReadingFact(fact: LedgerFact): fact is LedgerReadingFact {
  return ledgerReadingKinds[fact.fact];
}

/** Whether a fact is about a device in one run: about one of its readings or a change of its status. */
export function isDeviceFact(fact: LedgerFact): fact is LedgerReadingFact | ToggleFact {
  return isReadingFact(fact) || fact.fact === "toggled";
}
