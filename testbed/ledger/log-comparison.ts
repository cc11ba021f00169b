import { SeqSet } from "../../services/shared/reading/seq-set.ts";
import { type DeadLetteredFact, type WrittenFact } from "./fact.ts";
import { type Ledger } from "./ledger.ts";

/** Comparison of the Kafka log, as an independent client read it, with what the tap and the consumer read from it. */
export interface LogComparison {
  /** Number of different readings that the independent reader found, in the topic and in that of dead letters. */
  readonly found: number;
  /** Of these, the ones that the tap on Kafka did not see. */
  readonly onlyIndependentReader: number;
  /** Number of readings that the tap or the consumer read from the log, and that the independent reader did not find. */
  readonly notFound: number;
}

type Topic = "topic" | "deadLetterTopic";

/**
 * Compares the readings that an independent reader finds in the Kafka log with the facts of a ledger, and adds those that
 * the tap on Kafka did not see to them. Pure.
 */
export class LogComparer {
  readonly #ledger: Ledger;
  /** By device, then by run. */
  readonly #found = new Map<string, Map<string, Readonly<Record<Topic, SeqSet>>>>();
  #count = 0;
  #onlyHere = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Takes a reading that was found. May repeat. */
  add(fact: WrittenFact | DeadLetteredFact): void {
    const { device, run, seq } = fact;
    const topic = fact.fact === "written" ? "topic" : "deadLetterTopic";
    if (!this.#foundOf(device, run)[topic].add(seq)) return;
    this.#count += 1;
    if (this.#ledger.hasFromKafka(fact)) return;
    this.#onlyHere += 1;
    this.#ledger.add(fact);
  }

  /** Returns the comparison, when the whole log has been read. */
  get result(): LogComparison {
    let notFound = 0;
    for (const { device, run, sequence } of this.#ledger.observed()) {
      const { inKafka, consumed, deadLettered } = sequence;
      const found = this.#found.get(device)?.get(run) ?? nothing;
      notFound += inKafka.difference(found.topic).size + deadLettered.difference(found.deadLetterTopic).size;
      notFound += consumed.difference(inKafka).difference(found.topic).size;
    }
    return { found: this.#count, onlyIndependentReader: this.#onlyHere, notFound };
  }

  #foundOf(device: string, run: string): Readonly<Record<Topic, SeqSet>> {
    let runs = this.#found.get(device);
    if (runs === undefined) {
      runs = new Map();
      this.#found.set(device, runs);
    }
    let found = runs.get(run);
    if (found === undefined) {
      found = { topic: new SeqSet(), deadLetterTopic: new SeqSet() };
      runs.set(run, found);
    }
    return found;
  }
}

const nothing = { topic: new SeqSet(), deadLetterTopic: new SeqSet() } as const;
