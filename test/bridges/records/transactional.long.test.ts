import { expect, test } from "vitest";
import { fixtureBridge } from "../../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../../support/commands/short-drill.ts";

test("a bridge that writes in transactions, and again what it aborted, is reported for what it drops, at its hop", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/drops-in-transactions"),
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.counts.lost).toBeGreaterThan(0);
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
  expect(report.evidence.gaps.kafka).toEqual([]);
  expect(report.contradictions).toEqual([]);
});
