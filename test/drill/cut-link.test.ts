import { expect, test } from "vitest";
import { shortDrill } from "../support/short-drill.ts";

test("a drill that cuts the link to the consumer finds nothing outside the budget", async () => {
  const report = await shortDrill({ fault: { kind: "cut", link: "kafka-consumer" } });
  expect(report.outside).toEqual([]);
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
  expect(report.recovery.ms).not.toBeNull();
});
