import { type Counts, type CountWord } from "../../ledger/verdict/counted-words.ts";
import { type FreeReadings } from "./free-readings.ts";

/** Largest count allowed of each counted word. Words that are left out are unlimited. */
export type Budget = Readonly<Partial<Record<CountWord, number>>>;

/** No reading lost, held back, invented, changed or reordered. Delivery is at least once, so duplicates are unlimited. */
export const defaultBudget: Budget = {
  lost: 0,
  dropped: 0,
  unsent: 0,
  unconfirmed: 0,
  phantom: 0,
  corrupt: 0,
  reordered: 0,
  missingFinal: 0,
  doubleFinal: 0,
  ghost: 0,
};

/** A count outside its budget. */
export interface Excess {
  /** `notInTime`: readings that a load did not make in time, and so not at its rate. */
  readonly word: CountWord | "notInTime";
  readonly count: number;
  readonly allowed: number;
}

/** Returns the counts outside their budget, without the free readings. */
export function excesses(counts: Counts, budget: Budget, free: readonly FreeReadings[] = []): Excess[] {
  return Object.entries(budget).flatMap(([word, allowed]) => {
    const freeOnes = free.filter((each) => each.word === word);
    const count = freeOnes.reduce((rest, each) => rest - each.count, counts[word as CountWord]);
    return count > allowed ? [{ word: word as CountWord, count, allowed }] : [];
  });
}
