import { type Counts, type CountWord } from "../ledger/verdict/counted-words.ts";

/** How many of what a drill may find at most. What is not named is unlimited. */
export type Budget = Readonly<Partial<Record<CountWord, number>>>;

/** Nothing may be lost, invented, changed or out of order. Delivery is at least once, so readings may repeat. */
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

/** What is outside the budget; empty when all is inside. */
export function excesses(counts: Counts, budget: Budget): Excess[] {
  return Object.entries(budget).flatMap(([word, allowed]) => {
    const count = counts[word as CountWord];
    return count > allowed ? [{ word: word as CountWord, count, allowed }] : [];
  });
}
