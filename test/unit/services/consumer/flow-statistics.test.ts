import { expect, test } from "vitest";
import { FlowStatistics } from "../../../../services/consumer/flow-statistics.ts";

test("latency is split at Kafka Connect", () => {
  const flow = new FlowStatistics();
  flow.add({ madeAtMs: 1_000, recordedAtMs: 1_004, consumedAtMs: 1_010 });
  const { arrived, p50Ms } = flow.endSecond();
  expect(arrived).toBe(1);
  expect(p50Ms).toBeCloseTo(10, 0);
  const { toConnect, fromConnect } = flow.lastMinute;
  expect(toConnect.p50Ms).toBeCloseTo(4, 0);
  expect(fromConnect.p50Ms).toBeCloseTo(6, 0);
});

test("a reading without a time of making is counted, without an end-to-end latency", () => {
  const flow = new FlowStatistics();
  flow.add({ madeAtMs: undefined, recordedAtMs: 1_004, consumedAtMs: 1_010 });
  expect(flow.endSecond()).toEqual({ arrived: 1, p50Ms: null, p99Ms: null });
});
