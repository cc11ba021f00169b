import { expect, test } from "vitest";
import { ArrivalTimes } from "../../../../../testbed/run/observe/arrival-times.ts";

test("the longest silence is the longest time between two arrivals", () => {
  const arrivals = new ArrivalTimes();
  for (const at of [0, 10_000, 3_010_000, 3_020_000]) arrivals.add(at);
  expect(arrivals.longestSilenceMs).toBe(3_000);
  expect(new ArrivalTimes().longestSilenceMs).toBe(0);
});

test("a silence measured from a given time starts then and excludes earlier arrivals", () => {
  const arrivals = new ArrivalTimes();
  for (const at of [0, 60_000_000]) arrivals.add(at);
  arrivals.measureSilenceFrom(61_000_000);
  // Earlier, but read from the journal only now.
  arrivals.add(60_500_000);
  expect(arrivals.longestSilenceMs).toBe(0);
  for (const at of [62_000_000, 62_100_000]) arrivals.add(at);
  expect(arrivals.longestSilenceMs).toBe(1_000);
});

test("arrivals are counted, and the latest is known", () => {
  const arrivals = new ArrivalTimes();
  expect([arrivals.count, arrivals.lastAt]).toEqual([0, undefined]);
  for (const at of [10_000, 3_010_000]) arrivals.add(at);
  arrivals.measureSilenceFrom(9_000_000);
  expect([arrivals.count, arrivals.lastAt]).toEqual([2, 3_010_000]);
});
