import { type Fact, type ReadingFields } from "../shared/journal/fact.ts";
import { type Journal, monotonicMicros } from "../shared/journal/journal.ts";
import { type OutgoingReading } from "./sender/outgoing-reading.ts";

/**
 * Writes facts to a journal in their order, one write per batch: a write per fact would be most of the publisher's work
 * at thousands of readings a second.
 */
export class FactWriter {
  readonly #journal: Journal;
  #unwritten: Fact[] = [];
  #nextFlush: NodeJS.Immediate | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Adds a fact to the batch. It is written by {@link flush}, at the latest at the end of the event loop's turn. */
  add(fact: Fact): void {
    this.#unwritten.push(fact);
    this.#nextFlush ??= setImmediate(() => this.flush());
  }

  /** Writes the batch. It is with the operating system when this returns. */
  flush(): void {
    clearImmediate(this.#nextFlush);
    this.#nextFlush = undefined;
    const facts = this.#unwritten;
    this.#unwritten = [];
    this.#journal.append(facts);
  }
}

/** Returns a fact about a reading, with the present time. */
export function readingFact<Kind extends "made" | "sent" | "acknowledged" | "dropped">(
  fact: Kind,
  { device, run, seq, sha256 }: OutgoingReading,
): { readonly fact: Kind } & ReadingFields {
  return { fact, at: monotonicMicros(), device, run, seq, sha256 };
}
