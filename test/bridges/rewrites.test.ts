import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that changes payloads is reported for corruption only", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/rewrites"),
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["corrupt"]);
});
