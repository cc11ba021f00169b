import { expect, test } from "vitest";
import { MetricHistory } from "../../../../../../../services/publisher/status/page/charts/metric-history.js";

const second = (at: number, acknowledged: number, p50Ms: number | null = null) => ({
  at,
  acknowledged,
  arrived: null,
  p50Ms,
  p99Ms: null,
});

/** Returns a history of these seconds. */
function historyOf(...seconds: ReturnType<typeof second>[]): MetricHistory {
  const history = new MetricHistory();
  history.replace(seconds);
  return history;
}

test("a missing second is unknown, and a repeated one is replaced", () => {
  const history = historyOf(second(100, 1), second(102, 3), second(102, 4));
  expect(history.times).toEqual([100, 101, 102]);
  expect(history.valuesOf("acknowledged")).toEqual([1, null, 4]);
});

test("it holds 300 seconds, which are the range of the charts", () => {
  const history = historyOf(...Array.from({ length: 400 }, (_, index) => second(index, index)));
  expect(history.times).toHaveLength(300);
  expect(history.range).toEqual([100, 399]);
});

test.each([
  ["ahead", 900],
  ["back", 10],
])("a clock that was set %s starts a new history", (_direction, at) => {
  const history = historyOf(second(500, 1), second(501, 2), second(at, 3));
  expect([history.times, history.valuesOf("acknowledged")]).toEqual([[at], [3]]);
});

test("the latest p50 is that of the latest second with arrivals, for ten seconds", () => {
  expect(historyOf(second(1, 1, 7), second(2, 1)).latestP50Ms).toBe(7);
  expect(historyOf(second(1, 1, 7), second(11, 1)).latestP50Ms).toBeNull();
});
