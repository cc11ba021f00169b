import { expect, test } from "vitest";
import { defaultBudget } from "../../testbed/run/budget.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

test("our own connector, undisturbed itself, is acquitted of everything, repetition too", async () => {
  const report = await shortDrill({
    fault: { kind: "pause", part: "consumer" },
    budget: { ...defaultBudget, duplicates: 0 },
  });
  expect(report.outside).toEqual([]);
});
