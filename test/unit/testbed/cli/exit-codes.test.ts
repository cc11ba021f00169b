import { expect, test } from "vitest";
import { exitCodeOf, exitCodes, exitCodesHelp } from "../../../../testbed/cli/exit-codes.ts";
import { outcomes } from "../../../../testbed/run/judgement/outcome.ts";

test("every outcome has its exit code", () => {
  expect(outcomes.map((outcome) => [outcome, exitCodeOf([outcome])])).toEqual([
    ["inside", 0],
    ["not carried out", 3],
    ["outside", 1],
    ["no verdict", 3],
    ["not completed", 3],
    ["checker contradicts itself", 3],
  ]);
  expect([exitCodes["invalid argument"], exitCodes.interrupted]).toEqual([2, 130]);
});

test("several runs are inside if all are; a run without a verdict outweighs one outside", () => {
  expect(exitCodeOf(["inside", "inside"])).toBe(0);
  expect(exitCodeOf(["inside", "outside", "inside"])).toBe(1);
  expect(exitCodeOf(["outside", "no verdict", "inside"])).toBe(3);
  expect(exitCodeOf(["outside", undefined])).toBe(3);
});

test("--help has every exit code", () => {
  for (const code of Object.values(exitCodes)) expect(exitCodesHelp).toMatch(new RegExp(`\\b${code} `));
});
