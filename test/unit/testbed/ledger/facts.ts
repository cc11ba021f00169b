import { sha256 } from "../../../../services/shared/journal/journal.ts";
import { type Status } from "../../../../services/shared/reading/reading.ts";
import {
  type ConsumedFact,
  type DeliveryFact,
  type GapFact,
  type LedgerFact,
  type PublisherFact,
  type SeenFact,
  type ToggleFact,
  type WrittenFact,
} from "../../../../testbed/ledger/fact.ts";
import { Ledger, type LedgerOptions } from "../../../../testbed/ledger/ledger.ts";
import { type Verdict } from "../../../../testbed/ledger/verdict/verdict.ts";

/** Limit of lateness in all examples. */
export const lateAfterMs = 10;
export const lateAfterMicros = 10_000;

/** SHA-256 of a reading's payload, and of another payload. */
export const bytes = sha256(Buffer.from("as made"));
export const otherBytes = sha256(Buffer.from("changed on the way"));

interface Named {
  readonly device?: string;
  readonly run?: string;
  readonly at?: number;
}

const name = (seq: number, { device = "d", run = "r", at = 0 }: Named) => ({ device, run, seq, at });

const publisherFact =
  (fact: PublisherFact["fact"]) =>
  (seq: number, { sha256 = bytes, ...named }: Named & { readonly sha256?: string } = {}): PublisherFact => ({
    tap: "publisher",
    fact,
    ...name(seq, named),
    sha256,
  });

export const made = publisherFact("made");
export const sent = publisherFact("sent");
export const acknowledged = publisherFact("acknowledged");
export const dropped = publisherFact("dropped");

export function toggled(status: Status, { device = "d", run = "r" }: Named = {}): ToggleFact {
  return { tap: "publisher", fact: "toggled", device, run, at: 0, status };
}

interface Stated extends Named {
  readonly status?: Status;
}

export function seen(seq: number, { status = "Active", ...named }: Stated = {}): SeenFact {
  return { tap: "mqtt", fact: "seen", ...name(seq, named), status };
}

export function delivered(seq: number, named: Named = {}): DeliveryFact {
  return { tap: "mqtt-bridge", fact: "delivered", ...name(seq, named), sha256: bytes };
}

export function bridgeAcknowledged(seq: number, named: Named = {}): DeliveryFact {
  return { tap: "mqtt-bridge", fact: "bridge-acknowledged", ...name(seq, named), sha256: bytes };
}

export function written(seq: number, { status = "Active", ...named }: Stated = {}): WrittenFact {
  return { tap: "kafka", fact: "written", ...name(seq, named), status };
}

export function deadLettered(seq: number, named: Named = {}): LedgerFact {
  return { tap: "kafka", fact: "dead-lettered", ...name(seq, named) };
}

export function consumed(
  seq: number,
  { sha256 = bytes, ...named }: Named & { readonly sha256?: string } = {},
): ConsumedFact {
  return { tap: "consumer", fact: "consumed", ...name(seq, named), sha256 };
}

export function gap(
  tap: GapFact["tap"],
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): GapFact {
  return { tap, fact: "gap", from, to };
}

/** Returns the facts of a reading that is made, sent and acknowledged. */
export function published(seq: number, named: Named = {}): LedgerFact[] {
  return [made(seq, named), sent(seq, named), acknowledged(seq, named)];
}

/** Returns the facts of a reading that is seen on MQTT, written to Kafka and consumed. */
export function arrived(seq: number, stated: Stated = {}): LedgerFact[] {
  const { status: _, ...named } = stated;
  return [seen(seq, stated), written(seq, stated), consumed(seq, named)];
}

/** Returns the verdict on facts, in the order given. */
export function judge(facts: readonly LedgerFact[], options: Partial<LedgerOptions> = {}): Verdict {
  const ledger = new Ledger({ lateAfterMs, ...options });
  for (const fact of facts) ledger.add(fact);
  return ledger.verdict();
}

/** Returns the seqs of a verdict's anomalies by word, without empty lists. */
export function listed({ anomalies }: Verdict): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(anomalies)
      .filter(([, list]) => list.length > 0)
      .map(([word, list]) => [word, list.map(({ seq }: { readonly seq: number }) => seq)]),
  );
}
