import { expect, test } from "vitest";
import { shortDrill } from "../support/commands/short-drill.ts";

test("a drill that kills Kafka Connect finds nothing outside the budget", async () => {
  const report = await shortDrill({ fault: { kind: "kill", part: "bridge" } });
  expect(report.outside).toEqual([]);
  expect(report.counts.acknowledged).toBeGreaterThan(500);
  expect(report.counts.consumed).toBeGreaterThanOrEqual(report.counts.acknowledged);
  // What is promised is relative to a planned restart. The matrix measures both.
  expect(report.recovery.ms).not.toBeNull();
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
});
