import { type Status } from "../../services/shared/reading/reading.ts";

/** Names one reading. */
export interface ReadingId {
  readonly device: string;
  /** One id per start of a publisher. */
  readonly run: string;
  /** Per device and run: 0, 1, 2 … */
  readonly seq: number;
}

/** The name of a reading as one text, to look it up by. */
export function nameOf({ device, run, seq }: ReadingId): string {
  return `${device} ${run} ${seq}`;
}

/** What every fact about a reading says. */
interface ReadingFact extends ReadingId {
  /** When, in µs of the machine's monotonic clock, which all processes of one machine share. */
  readonly at: number;
}

/** From the publisher's journal: what became of a reading at its source. `sent` stands there once for each sending. */
export interface PublisherFact extends ReadingFact {
  readonly tap: "publisher";
  readonly fact: "made" | "sent" | "acknowledged" | "dropped";
  /** Of the payload, in hex. */
  readonly sha256: string;
}

/** From the publisher's journal: a device's change of status, just before the `made` of the reading it leads to. */
export interface ToggleFact {
  readonly tap: "publisher";
  readonly fact: "toggled";
  /** As in all facts: µs of the monotonic clock. */
  readonly at: number;
  readonly device: string;
  readonly run: string;
  readonly status: Status;
}

/** From the consumer's journal: a reading arrived at the far end. */
export interface ConsumerFact extends ReadingFact {
  readonly tap: "consumer";
  readonly fact: "consumed";
  /** Of the payload, in hex. */
  readonly sha256: string;
}

/** From an MQTT subscriber of our own: the broker passes the reading on. May repeat. */
export interface BrokerFact extends ReadingFact {
  readonly tap: "broker";
  readonly fact: "seen";
  readonly status: Status;
}

/**
 * From a proxy on the link between broker and bridge: a PUBLISH was passed to the bridge, a PUBACK or PUBREC for it
 * was passed back. At QoS 0, where nothing is passed back, the tap writes both.
 */
export interface LinkFact extends ReadingFact {
  readonly tap: "link";
  readonly fact: "delivered" | "bridge-acknowledged";
}

/** From a reader of the Kafka log: a reading is in the topic. */
export interface WrittenFact extends ReadingFact {
  readonly tap: "kafka";
  readonly fact: "written";
  readonly status: Status;
}

/** From a reader of the Kafka log: a reading is in the dead-letter topic. */
export interface DeadLetteredFact extends ReadingFact {
  readonly tap: "kafka";
  readonly fact: "dead-lettered";
}

/** From a reader of the Kafka log: a record without run and seq, from a foreign publisher. */
export interface UntracedFact {
  readonly tap: "kafka";
  readonly fact: "untraced";
}

/** The bridge's own claim that its transforms removed so many more records. Nobody else can see them. */
export interface FilteredFact {
  readonly tap: "bridge";
  readonly fact: "filtered";
  readonly count: number;
}

/**
 * A time in which a tap may have missed what passed. A tap that was there and lost its connection says so;
 * a tap that was not there at all is left out of the ledger's option `taps` instead.
 */
export interface GapFact {
  readonly tap: Tap;
  readonly fact: "gap";
  /** µs of the monotonic clock, like `to`; both belong to the gap. -Infinity: from the beginning. */
  readonly from: number;
  /** Infinity: to the end. */
  readonly to: number;
}

/** A tap that a ledger can do without: it then knows less about where readings are lost. */
export type OptionalTap = "broker" | "link" | "kafka";

/** Where somebody watches readings go by. */
export type Tap = OptionalTap | "publisher" | "consumer";

/** One thing that a tap saw. The facts of one tap come in that tap's order. */
export type LedgerFact =
  | PublisherFact
  | ToggleFact
  | ConsumerFact
  | BrokerFact
  | LinkFact
  | WrittenFact
  | DeadLetteredFact
  | UntracedFact
  | FilteredFact
  | GapFact;
