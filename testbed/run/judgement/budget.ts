import { type Counts, type CountWord } from "../../ledger/verdict/counted-words.ts";

/** Largest count allowed of each counted word. Words that are left out are unlimited. */
export type Budget = Readonly<Partial<Record<CountWord, number>>>;

/** No loss, invention, change or reordering. Delivery is at least once, so duplicates are unlimited. */
export const defaultBudget: Budget = {
  lost: 0,
  dropped: 0,
  phantom: 0,
  corrupt: 0,
  reordered: 0,
  missingFinal: 0,
  doubleFinal: 0,
  ghost: 0,
};

/** A count outside its budget. */
export interface Excess {
  readonly word: CountWord;
  readonly count: number;
  readonly allowed: number;
}

/** Returns the counts outside their budget. */
export function excesses(counts: Counts, budget: Budget): Excess[] {
  return Object.entries(budget).flatMap(([word, allowed]) => {
    const count = counts[word as CountWord];
    return count > allowed ? [{ word: word as CountWord, count, allowed }] : [];
  });
}
