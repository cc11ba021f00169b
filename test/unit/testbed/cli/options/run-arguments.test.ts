import { Command } from "commander";
import { expect, test } from "vitest";
import {
  checkRecoveryAllowance,
  type RunArguments,
  withRunOptions,
} from "../../../../../testbed/cli/options/run-arguments.ts";
import { faultWindow } from "../../../../../testbed/run/engine/fault-window.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";

function budgetOf(...allow: readonly string[]): RunArguments["allow"] {
  const command = withRunOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }));
  command.parse(
    allow.flatMap((each) => ["--allow", each]),
    { from: "user" },
  );
  return command.opts<RunArguments>().allow;
}

test("--allow changes the budget of a word, or the limit of the recovery, and may be repeated", () => {
  expect(budgetOf()).toEqual(defaultBudget);
  expect(budgetOf("duplicates=50", "recovery=1.5s", "lost=2")).toEqual({
    ...defaultBudget,
    ...{ duplicates: 50, recovery: 1_500, lost: 2 },
  });
});

test.each([
  ["kittens=1", "word=count is allowed, with one of made, dropped"],
  ["lost", "and recovery=time, such as recovery=5s"],
  ["lost=-1", "word=count is allowed"],
  ["recovery=soon", "a time from 0ms to 1d is allowed, such as 500ms, 10s or 2m"],
  ["recovery=5", "a time from 0ms to 1d is allowed"],
])("--allow %s is refused with what is allowed", (text, message) => {
  expect(() => budgetOf(text)).toThrow(message);
});

test("a limit of the recovery is refused for a run without a fault", () => {
  const allow = budgetOf("recovery=1.5s");
  expect(() => checkRecoveryAllowance({ allow }, undefined)).toThrow(
    "--allow recovery=1.5s: a run with a fault is allowed",
  );
  const fault = faultWindow({ kind: "kill", part: "bridge" }, 3_000);
  expect(() => checkRecoveryAllowance({ allow }, fault)).not.toThrow();
  expect(() => checkRecoveryAllowance({ allow: defaultBudget }, undefined)).not.toThrow();
});
