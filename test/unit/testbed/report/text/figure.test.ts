import { expect, test } from "vitest";
import { median } from "../../../../../testbed/report/median.ts";
import { figure } from "../../../../../testbed/report/text/figure.ts";
import { seconds } from "../../../../../testbed/report/text/seconds.ts";

test("a figure has thousands separators and at most one decimal, a time one decimal", () => {
  expect([12_345.64, 1_000, 0].map(figure)).toEqual(["12,345.6", "1,000", "0"]);
  expect([1_540, 0, 60_000].map(seconds)).toEqual(["1.5 s", "0.0 s", "60.0 s"]);
});

test.each<[readonly number[], number]>([
  [[], Number.NaN],
  [[7], 7],
  [[10, 9, 100], 10],
  [[4, 1, 2, 10], 3],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});
