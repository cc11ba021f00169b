import { expect, test } from "vitest";
import { defaultBudget } from "../../testbed/run/judgement/budget.ts";
import { expectRecoveryWithinLimit, shortDrill } from "../support/commands/short-drill.ts";

test("a cut of the link to the consumer stays inside the budget, and the pipeline recovers within the limit", async () => {
  const report = await shortDrill({
    fault: { kind: "cut", link: "kafka-consumer" },
    budget: defaultBudget,
  });
  expect(report.outside).toEqual([]);
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
  expectRecoveryWithinLimit(report);
});
