import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that acknowledges before Kafka has the reading is reported for loss after the bridge only", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("faulty/acknowledges-early"),
    fault: { kind: "kill", part: "bridge" },
    // A lost final reading would also count as missingFinal.
    toggleEveryMs: undefined,
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
});
