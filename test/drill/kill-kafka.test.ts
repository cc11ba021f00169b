import { expect, test } from "vitest";
import { expectBackInTime, shortDrill } from "../support/commands/short-drill.ts";

test("a drill that kills Kafka finds nothing outside the budget, and the pipeline back in time", async () => {
  const report = await shortDrill({ fault: { kind: "kill", part: "kafka" } });
  expect(report.outside).toEqual([]);
  expect(report.counts.acknowledged).toBeGreaterThan(500);
  expect(report.counts.consumed).toBeGreaterThanOrEqual(report.counts.acknowledged);
  expectBackInTime(report);
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
});
