import { type Counts, deviceWords } from "../ledger/outcome.ts";

/** Everything that is counted. */
export const countWords = [
  ...deviceWords,
  "filtered",
  "untraced",
] as const satisfies readonly (keyof Counts)[];

/** How many of what a drill may find at most. What is not named is unlimited. */
export type Budget = Readonly<Partial<Record<keyof Counts, number>>>;

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
  readonly word: keyof Counts;
  readonly count: number;
  readonly allowed: number;
}

/** What is outside the budget; empty when all is inside. */
export function excesses(counts: Counts, budget: Budget): Excess[] {
  return Object.entries(budget).flatMap(([word, allowed]) => {
    const count = counts[word as keyof Counts];
    return count > allowed ? [{ word: word as keyof Counts, count, allowed }] : [];
  });
}
