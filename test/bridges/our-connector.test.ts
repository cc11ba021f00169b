import { expect, test } from "vitest";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("the project's connector, without a fault of its own, passes without duplicates", async () => {
  const report = await shortDrill({
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside).toEqual([]);
});
