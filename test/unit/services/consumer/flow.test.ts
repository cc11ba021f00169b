import { expect, test } from "vitest";
import { Flow } from "../../../../services/consumer/flow.ts";

test("a reading's way is told in two: to Kafka Connect, and from there", () => {
  const flow = new Flow();
  flow.add({ madeAtMs: 1_000, recordedAtMs: 1_004, consumedAtMs: 1_010 });
  const { arrived, p50Ms } = flow.endSecond();
  expect(arrived).toBe(1);
  expect(p50Ms).toBeCloseTo(10, 0);
  const { toConnect, fromConnect } = flow.lastMinute;
  expect(toConnect.p50Ms).toBeCloseTo(4, 0);
  expect(fromConnect.p50Ms).toBeCloseTo(6, 0);
});

test("a reading that does not say when it was made arrives, and has no latency from its device", () => {
  const flow = new Flow();
  flow.add({ madeAtMs: undefined, recordedAtMs: 1_004, consumedAtMs: 1_010 });
  expect(flow.endSecond()).toEqual({ arrived: 1, p50Ms: null, p99Ms: null });
});
