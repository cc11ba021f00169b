import { expect, test } from "vitest";
import { acrossQuietSeconds } from "../../../../../../../services/publisher/status/page/charts/quiet-seconds.js";

const quiet = (length: number) => Array.from({ length }, () => null);
const none = (length: number) => Array.from({ length }, () => 0);

test("a line crosses up to nine seconds in which nothing arrived, also the latest", () => {
  const values = acrossQuietSeconds([5, ...quiet(9), 6, null], [1, ...none(9), 1, 0]);
  expect(values).toEqual([5, ...quiet(9).map(() => undefined), 6, undefined]);
});

test("a line is interrupted where nothing arrived for longer", () => {
  const latencies = [5, ...quiet(10), 6, ...quiet(10)];
  expect(acrossQuietSeconds(latencies, [1, ...none(10), 1, ...none(10)])).toEqual(latencies);
});

test("a line is interrupted where it is not known whether anything arrived", () => {
  const latencies = [null, 5, null, null, 6, null];
  expect(acrossQuietSeconds(latencies, [0, 1, 0, null, 1, null])).toEqual(latencies);
});
