import { expect, test } from "vitest";
import { expectBackInTime, shortDrill } from "../support/commands/short-drill.ts";

test("a drill that cuts the link to the consumer finds nothing outside the budget, and the pipeline back in time", async () => {
  const report = await shortDrill({ fault: { kind: "cut", link: "kafka-consumer" } });
  expect(report.outside).toEqual([]);
  expect(report.longestSilenceMs).toBeGreaterThanOrEqual(1_000);
  expectBackInTime(report);
});
