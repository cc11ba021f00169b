import { type Counts, type CountWord, countWords } from "../../ledger/verdict/counted-words.ts";
import { type FreeReadings } from "./free-readings.ts";

/**
 * Largest count allowed of each counted word; words that are left out are unlimited. `recovery`: limit of the recovery time in
 * ms, instead of what is promised after the fault.
 */
export type Budget = Readonly<Partial<Record<CountWord | "recovery", number>>>;

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

/** A count outside its budget, or the recovery time outside its limit. */
export interface Excess {
  /** `notInTime`: readings that a load did not make in time, and so not at its rate. */
  readonly word: CountWord | "notInTime" | "recovery";
  /** Of `recovery` in ms; `null`: there was none. */
  readonly count: number | null;
  /** `null`: a recovery without a limit. */
  readonly allowed: number | null;
}

/** Returns the counts outside their budget, without the free readings, in the order of reports. */
export function excesses(counts: Counts, budget: Budget, free: readonly FreeReadings[]): Excess[] {
  return countWords.flatMap((word) => {
    const allowed = budget[word] ?? Number.POSITIVE_INFINITY;
    const freeOnes = free.filter((each) => each.word === word);
    const count = freeOnes.reduce((rest, each) => rest - each.count, counts[word]);
    return count > allowed ? [{ word, count, allowed }] : [];
  });
}
