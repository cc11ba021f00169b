import { expect, test } from "vitest";
import { LatencyWindow } from "../../../../services/shared/latency-window.ts";

test("a second summarises its latencies, and the minute those of its seconds", () => {
  const window = new LatencyWindow();
  for (const latencyMs of [1, 2, 3, 4, 100]) window.add(latencyMs);
  const { count, p50Ms, p99Ms } = window.endSecond();
  expect(count).toBe(5);
  expect(p50Ms).toBeCloseTo(3, 1);
  expect(p99Ms).toBeCloseTo(100, -1);
  expect(window.endSecond()).toEqual({ count: 0, p50Ms: null, p99Ms: null });
  expect(window.lastMinute).toMatchObject({ count: 5, ratePerSecond: 2.5 });
});

test("latencies older than a minute are dropped", () => {
  const window = new LatencyWindow();
  window.add(5_000);
  window.endSecond();
  for (let second = 0; second < 59; second += 1) {
    window.add(1);
    window.endSecond();
  }
  expect(window.lastMinute.count).toBe(60);
  window.add(1);
  window.endSecond();
  expect(window.lastMinute).toMatchObject({ count: 60, ratePerSecond: 1 });
  expect(window.lastMinute.p99Ms).toBeCloseTo(1, 1);
});

test.each([-5, 0, 1e12])("a latency of %d ms, from clocks that differ, is accepted", (latencyMs) => {
  const window = new LatencyWindow();
  window.add(latencyMs);
  expect(window.endSecond().count).toBe(1);
});
