import { nameOf } from "../../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../../ledger/fact.ts";

/** First arrival of a reading, with the time of its making; both in µs of the monotonic clock. */
export interface PairedReading {
  readonly device: string;
  /** Partition of the Kafka topic; `undefined` if the consumer does not state it. */
  readonly partition: number | undefined;
  readonly madeAt: number;
  readonly consumedAt: number;
}

/**
 * Pairs the making of each reading with its first arrival. Publisher and consumer write journals of their own, so either may
 * be read first. Memory grows with the readings in flight. Pure.
 */
export class PairedReadings {
  readonly #madeAt = new Map<string, number>();
  readonly #consumed = new Map<string, Omit<PairedReading, "madeAt">>();

  /** Adds the first fact `made` or `consumed` of a reading. Returns the pair that it completes. */
  add(fact: LedgerFact): PairedReading | undefined {
    if (fact.fact === "made") {
      const name = nameOf(fact);
      const arrival = this.#consumed.get(name);
      if (arrival === undefined) this.#madeAt.set(name, fact.at);
      this.#consumed.delete(name);
      return arrival && { ...arrival, madeAt: fact.at };
    }
    if (fact.fact !== "consumed") return undefined;
    const name = nameOf(fact);
    const { device, partition, at: consumedAt } = fact;
    const madeAt = this.#madeAt.get(name);
    if (madeAt === undefined) this.#consumed.set(name, { device, partition, consumedAt });
    this.#madeAt.delete(name);
    return madeAt === undefined ? undefined : { device, partition, consumedAt, madeAt };
  }
}
