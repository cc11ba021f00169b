import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that drops every 100th reading is reported for loss after the bridge only", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/drops"),
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
  const share = report.counts.lost / report.counts.acknowledged;
  expect(share).toBeGreaterThan(0.005);
  expect(share).toBeLessThan(0.015);
});
