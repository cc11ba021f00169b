import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { FilteredCounter } from "../../../../testbed/taps/filtered-counter.ts";

const start = -5_000_000;
const restart = 50_000_000;

/** Returns the sum of the counts, and the gaps that begin after the first answer. */
function told(facts: readonly LedgerFact[]) {
  return {
    filtered: facts.reduce((sum, fact) => sum + (fact.fact === "filtered" ? fact.count : 0), 0),
    gaps: facts.flatMap((fact) => (fact.fact === "gap" && fact.from >= 0 ? [[fact.from, fact.to]] : [])),
  };
}

/** Returns the facts of a counter to which `[at, filtered, workerStartedAt]` are told, with its end at the last of them. */
function factsOf(answers: readonly (readonly [number, number | undefined, number?])[], canFilter = true) {
  const counter = new FilteredCounter(canFilter);
  return [
    ...answers.flatMap(([at, filtered, workerStartedAt = start]) =>
      counter.add({ at, filtered, workerStartedAt }),
    ),
    ...counter.end(answers.at(-1)?.[0] ?? 0),
  ];
}

test("messages filtered by one task are counted once, those before the first answer included", () => {
  expect(
    told(
      factsOf([
        [0, 3],
        [1, 3],
        [2, 10],
      ]),
    ),
  ).toEqual({ filtered: 10, gaps: [] });
});

test("what was filtered before this worker was started is unknown", () => {
  expect(factsOf([[0, 0]])).toEqual([
    { tap: "bridge", fact: "gap", from: Number.NEGATIVE_INFINITY, to: start },
  ]);
});

test("a worker that was started again counts from 0: counts are added, what it had not told is a gap", () => {
  const facts = factsOf([
    [0, 0],
    [10, 4],
    [30, 6, restart],
  ]);
  expect(told(facts)).toEqual({ filtered: 10, gaps: [[10, 30]] });
});

test("start times that differ by the clocks' inaccuracy are those of one worker", () => {
  const facts = factsOf([
    [0, 1],
    [10, 4, start + 3_000],
  ]);
  expect(told(facts)).toEqual({ filtered: 4, gaps: [] });
});

test("a task that was started again in the same worker is told by a smaller count", () => {
  expect(
    told(
      factsOf([
        [0, 5],
        [10, 2],
      ]),
    ),
  ).toEqual({ filtered: 7, gaps: [[0, 10]] });
});

test("a task that was started again in the same worker is told by the time without a task", () => {
  expect(
    told(
      factsOf([
        [0, 5],
        [5, undefined],
        [10, 8],
      ]),
    ),
  ).toEqual({ filtered: 13, gaps: [[0, 10]] });
});

test("without an answer at the end, the rest is a gap", () => {
  const counter = new FilteredCounter(true);
  counter.add({ at: 0, filtered: 5, workerStartedAt: start });
  expect(told(counter.end(20)).gaps).toEqual([[0, Number.POSITIVE_INFINITY]]);
  counter.add({ at: 20, filtered: undefined, workerStartedAt: start });
  expect(told(counter.end(20)).gaps).toEqual([[0, Number.POSITIVE_INFINITY]]);
});

test("a connector that cannot filter leaves no gap, whatever ends it", () => {
  expect(
    factsOf(
      [
        [0, 0],
        [5, undefined],
        [10, 0, restart],
      ],
      false,
    ),
  ).toEqual([]);
});

test("a connector that cannot filter leaves no gap if it does not answer at the end", () => {
  const counter = new FilteredCounter(false);
  for (const at of [0, 5]) counter.add({ at, filtered: 0, workerStartedAt: start });
  expect(counter.end(20)).toEqual([]);
});

test("without any answer everything is a gap", () => {
  expect(new FilteredCounter(true).end(0)).toEqual([
    { tap: "bridge", fact: "gap", from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
  ]);
});

test("a connector that was changed to one that filters leaves gaps from then on", () => {
  const facts = factsOf(
    [
      [0, 0],
      [10, 7, restart],
      [20, 1, 2 * restart],
    ],
    false,
  );
  expect(told(facts)).toEqual({ filtered: 8, gaps: [[10, 20]] });
});
