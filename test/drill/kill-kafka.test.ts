import { expect, test } from "vitest";
import { shortDrill } from "../support/short-drill.ts";

test("a drill that kills Kafka finds nothing outside the budget", async () => {
  const report = await shortDrill({ fault: { kind: "kill", part: "kafka" } });
  expect(report.outside).toEqual([]);
  expect(report.counts.acknowledged).toBeGreaterThan(500);
  expect(report.counts.consumed).toBeGreaterThanOrEqual(report.counts.acknowledged);
  expect(report.recovery.ms).not.toBeNull();
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
});
