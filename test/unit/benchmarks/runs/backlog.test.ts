import { expect, test } from "vitest";
import { goneAtMs } from "../../../../benchmarks/runs/backlog.ts";
import { plantedLoadReport } from "../../../support/page/planted-load-report.ts";

/** Seconds 0, 1, 2 … with these backlogs at their ends. */
function secondsWith(...backlogs: readonly number[]) {
  const [second] = plantedLoadReport().seconds;
  if (second === undefined) throw new Error("a planted report has seconds");
  return backlogs.map((backlog, index) => ({ ...second, atMs: index * 1_000, backlog }));
}

test("the backlog is gone at the end of the first second that leaves next to nothing", () => {
  expect(goneAtMs(secondsWith(5, 1_005, 2_005, 1_200, 80, 5), 2_500)).toBe(5_000);
});

test("that little was on its way before the fault does not count", () => {
  expect(goneAtMs(secondsWith(5, 5, 2_005, 5), 2_500)).toBe(4_000);
});

test("a backlog that stays is never gone", () => {
  expect(goneAtMs(secondsWith(5, 1_005, 2_005, 2_005), 2_500)).toBeNaN();
});
