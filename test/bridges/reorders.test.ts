import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that reorders readings is reported for reordering only", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/reorders"),
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["reordered"]);
  expect(report.largestDisplacement).toBe(3);
});
