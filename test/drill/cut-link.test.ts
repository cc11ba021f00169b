import { expect, test } from "vitest";
import { expectRecoveryWithinLimit, shortDrill } from "../support/commands/short-drill.ts";

test("a cut of the link to the consumer stays inside the budget, and the pipeline recovers within the limit", async () => {
  const report = await shortDrill({ fault: { kind: "cut", link: "kafka-consumer" } });
  expect(report.outside).toEqual([]);
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
  expectRecoveryWithinLimit(report);
});
