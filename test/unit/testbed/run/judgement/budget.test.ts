import { expect, test } from "vitest";
import { type Counts, countWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type Budget, defaultBudget, excesses } from "../../../../../testbed/run/judgement/budget.ts";
import { type FreeReadings } from "../../../../../testbed/run/judgement/free-readings.ts";

const counts = (some: Partial<Counts>): Counts => ({
  ...(Object.fromEntries(countWords.map((word) => [word, 0])) as unknown as Counts),
  ...some,
});

const outside = (given: Counts, budget: Budget, free: readonly FreeReadings[] = []) =>
  excesses(given, budget, free);

test("the default budget excludes loss, holding back, invention, change and reordering; it allows duplicates and late readings", () => {
  expect(outside(counts({ made: 5, duplicates: 9, late: 3, deadLettered: 2 }), defaultBudget)).toEqual([]);
  const wrong = [
    "lost",
    "dropped",
    "unsent",
    "unconfirmed",
    "phantom",
    "corrupt",
    "reordered",
    "missingFinal",
    "doubleFinal",
    "ghost",
  ] as const;
  for (const word of wrong) {
    expect(outside(counts({ [word]: 1 }), defaultBudget)).toEqual([{ word, count: 1, allowed: 0 }]);
  }
});

test("a count equal to its limit is inside the budget; one more is outside", () => {
  const budget = { ...defaultBudget, duplicates: 50 };
  expect(outside(counts({ duplicates: 50 }), budget)).toEqual([]);
  expect(outside(counts({ duplicates: 51 }), budget)).toEqual([
    { word: "duplicates", count: 51, allowed: 50 },
  ]);
});

test("free readings are not in the budget", () => {
  const free = [
    { word: "unsent", count: 4, reason: "made before the publisher was killed or stopped" },
    { word: "unconfirmed", count: 2, reason: "made before the publisher was killed or stopped" },
    { word: "unconfirmed", count: 3, reason: "made during fault and recovery at QoS 0" },
  ] as const;
  expect(outside(counts({ unsent: 4, unconfirmed: 5 }), defaultBudget, free)).toEqual([]);
  expect(outside(counts({ unsent: 4, unconfirmed: 6 }), defaultBudget, free)).toEqual([
    { word: "unconfirmed", count: 1, allowed: 0 },
  ]);
});

test("the recovery is no count: its limit is judged elsewhere", () => {
  expect(outside(counts({}), { ...defaultBudget, recovery: 0 })).toEqual([]);
});
