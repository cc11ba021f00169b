import { expect, test } from "vitest";
import { emptyHistogram } from "../../../../../testbed/load/latencies.ts";
import { latencyFigures } from "../../../../../testbed/report/load/latency-figures.ts";

/** Returns the figures of latencies in ms, each as often as given. */
function figuresOf(latencies: readonly (readonly [ms: number, times: number])[]) {
  const histogram = emptyHistogram();
  for (const [ms, times] of latencies) histogram.recordValueWithCount(ms * 1_000, times);
  return latencyFigures(histogram);
}

test("each percentile is its own: p99.9 is not p99", () => {
  const figures = figuresOf([
    ...[[1, 5_000] as const, [2, 4_000] as const],
    ...[[3, 900] as const, [4, 90] as const, [5, 10] as const],
  ]);
  expect(figures).toMatchObject({ count: 10_000, mean: 1.61, p50: 1, p90: 2, p99: 3, p999: 4, max: 5 });
  expect(figures?.curve.at(0)).toEqual([0, 1]);
  expect(figures?.curve.at(-1)).toEqual([100, 5]);
});

test("the curve has as many percentiles as the number of latencies can tell apart", () => {
  const curveOf = (...latencies: number[]) => figuresOf(latencies.map((ms) => [ms, 1]))?.curve;
  expect(curveOf(7)).toEqual([[100, 7]]);
  expect(curveOf(1, 2, 3)).toEqual([
    ...[0, 10, 20, 30].map((percentile) => [percentile, 1]),
    ...[40, 50, 55, 60, 65].map((percentile) => [percentile, 2]),
    ...[70, 100].map((percentile) => [percentile, 3]),
  ]);
});

test("latencies are in milliseconds with two decimals", () => {
  expect(figuresOf([[0.126, 1]])).toMatchObject({ p50: 0.13, mean: 0.13, max: 0.13 });
});

test("a span of which nothing was measured has no figures", () => {
  expect(figuresOf([])).toBeNull();
});
