import { expect, test } from "vitest";
import {
  latencyRange,
  latencyScale,
  latencyTicks,
} from "../../../../../../testbed/report/load/page/charts/latency-scale.js";

test.each([
  ["milliseconds and a fault of seconds", [1.2, 3, 6_900], [1, 10_000]],
  ["one decade at least", [2, 3], [1, 10]],
  ["a decade that begins with the least", [10, 99], [10, 100]],
  ["the highest at the end of a decade", [10, 1_000], [10, 1_000]],
  ["latencies below 0.1 ms, and of 0", [0, 0.004, 5], [0.1, 10]],
  ["nothing but 0", [0], [0.1, 1]],
  ["an hour", [0.2, 3_600_000], [0.1, 10_000_000]],
  ["nothing known", [null, undefined], [0.1, 1]],
])("the axis has whole decades for %s", (_name, latencies, range) => {
  expect(latencyRange(latencies)).toEqual(range);
});

test("the axis of a long run is found without a limit of arguments", () => {
  expect(latencyRange(Array.from({ length: 300_000 }, () => 2))).toEqual([1, 10]);
});

test("the ticks are the decades, and 2 and 5 of few", () => {
  expect(latencyTicks(0.1, 1_000)).toEqual([0.1, 1, 10, 100, 1_000]);
  expect(latencyTicks(1, 100)).toEqual([1, 2, 5, 10, 20, 50, 100]);
});

test("a latency below the axis is drawn at its lower end, which says so", () => {
  const { axis, shown } = latencyScale([0, 5]);
  expect([0, 0.05, 0.1, 5, null, undefined].map(shown)).toEqual([0.1, 0.1, 0.1, 5, null, undefined]);
  expect(labels(axis, [0.1, null, 1])).toEqual(["≤ 0.1 ms", "", "1 ms"]);
  expect(labels(latencyScale([0.1, 1_500]).axis, [0.1, 1_000])).toEqual(["0.1 ms", "1,000 ms"]);
});

function labels({ values }: ReturnType<typeof latencyScale>["axis"], ticks: (number | null)[]) {
  // uPlot passes null for a label that it leaves out, which its types do not say.
  return typeof values === "function"
    ? values({} as Parameters<typeof values>[0], ticks as number[], 1, 30, 1)
    : values;
}
