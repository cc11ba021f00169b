import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that writes every 100th reading twice is reported for duplicates only", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/duplicates"),
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["duplicates"]);
});
