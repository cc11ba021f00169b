import type UPlot from "uplot";
import { expect, test } from "vitest";
import { isolatedPoints } from "../../../../../services/shared/page/isolated-points.js";

const of = (...values: (number | null | undefined)[]) =>
  isolatedPoints({ data: [values.map((_, index) => index), values] } as unknown as UPlot, 1);

test("a value is isolated between gaps and ends of the data", () => {
  expect(of(1, null, 2, null, 3, 4, null, 5)).toEqual([0, 2, 7]);
  expect(of(7)).toEqual([0]);
  expect(of()).toEqual([]);
});

test("a value that a line joins to another across undefined ones is not", () => {
  expect(of(1, undefined, 2, null, 3, undefined, null, 4, undefined)).toEqual([4, 7]);
});
