import { expect, test } from "vitest";
import { type JudgementFields } from "../../../../../testbed/report/fields/report-fields.ts";
import { outcomeText, verdictLine } from "../../../../../testbed/report/text/verdict-line.ts";

const judgement: JudgementFields = {
  outcome: "inside",
  contradictions: ["lost (2) is not lost at all hops together (1)"],
  incomplete: "kafka ended\nlog",
  noVerdict: ["the journal has holes", "it has no acknowledgements"],
  outside: [
    { word: "lost", count: 7, allowed: 0 },
    { word: "ghost", count: 2, allowed: 1 },
  ],
  notCarriedOut: ["no reading was made"],
  free: [],
  unchecked: [],
};

test.each<[JudgementFields["outcome"], string]>([
  ["inside", "Inside the budget."],
  ["outside", "Outside the budget: lost 7 (allowed: 0), ghost 2 (allowed: 1)."],
  ["not carried out", "Not carried out: no reading was made."],
  ["no verdict", "No verdict: the journal has holes; it has no acknowledgements."],
  ["not completed", "Incomplete, no verdict: kafka ended"],
  [
    "checker contradicts itself",
    "No verdict: the checker contradicts itself: lost (2) is not lost at all hops together (1).",
  ],
])("a run that is %s has its grounds in its line", (outcome, line) => {
  expect(verdictLine({ ...judgement, outcome })).toBe(line);
});

test.each(["inside", "outside"] as const)("what could not be checked is said beside %s", (outcome) => {
  const line = verdictLine({ ...judgement, outcome, unchecked: ["the bytes of 3 duplicates", "more"] });
  expect(line).toMatch(/\. Not checked: the bytes of 3 duplicates; more\.$/);
});

test("a table has the counts outside their budget, and other outcomes by name", () => {
  expect(outcomeText({ ...judgement, outcome: "outside" })).toBe("outside: lost 7, ghost 2");
  expect(outcomeText({ ...judgement, outcome: "no verdict" })).toBe("no verdict");
});

test.each([
  [8_500, 8_000, "recovery 8.5 s (allowed: 8.0 s)", "recovery 8.5 s"],
  [500, 0, "recovery 0.5 s (allowed: 0.0 s)", "recovery 0.5 s"],
  [null, 3_000, "recovery never (allowed: 3.0 s)", "recovery never"],
  [null, null, "recovery never", "recovery never"],
])("a recovery of %s ms where %s are allowed is said in seconds", (count, allowed, line, cell) => {
  const outside = {
    ...judgement,
    outcome: "outside",
    outside: [{ word: "recovery", count, allowed }],
  } as const;
  expect(verdictLine({ ...outside, outside: [...outside.outside] })).toBe(`Outside the budget: ${line}.`);
  expect(outcomeText({ ...outside, outside: [...outside.outside] })).toBe(`outside: ${cell}`);
});
