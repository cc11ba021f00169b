import { expect, test } from "vitest";
import {
  type Grounds,
  isVerdict,
  type Outcome,
  outcomeOf,
  outcomes,
} from "../../../../../testbed/run/judgement/outcome.ts";

const noGrounds: Grounds = {
  contradictions: [],
  incomplete: null,
  noVerdict: [],
  outside: [],
  notCarriedOut: [],
};

/** For each outcome, from the least to the gravest, what alone leads to it. */
const grounds: readonly (readonly [Outcome, Partial<Grounds>])[] = [
  ["inside", {}],
  ["not carried out", { notCarriedOut: ["no reading was made"] }],
  ["outside", { outside: [{ word: "lost", count: 1, allowed: 0 }] }],
  ["no verdict", { noVerdict: ["the journal has holes"] }],
  ["not completed", { incomplete: "kafka ended" }],
  ["checker contradicts itself", { contradictions: ["lost (2) is not lost at all hops together (1)"] }],
];

test("every outcome has its ground", () => {
  expect(grounds.map(([outcome]) => outcome)).toEqual(outcomes);
  for (const [outcome, ground] of grounds) expect(outcomeOf({ ...noGrounds, ...ground })).toBe(outcome);
});

test("of several grounds the gravest decides", () => {
  for (const [index, [outcome]] of grounds.entries()) {
    const all = Object.assign({}, noGrounds, ...grounds.slice(0, index + 1).map(([, ground]) => ground));
    expect(outcomeOf(all)).toBe(outcome);
  }
});

test("inside and outside are the only verdicts", () => {
  expect(outcomes.filter(isVerdict)).toEqual(["inside", "outside"]);
});
