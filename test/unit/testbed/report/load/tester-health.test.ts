import { expect, test } from "vitest";
import { type LoadRun } from "../../../../../testbed/load/load-run.ts";
import { loadDefaults } from "../../../../../testbed/load/load-run-options.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { bottleneckOf, testerHealth } from "../../../../../testbed/report/load/tester-health.ts";
import { judgedLoad } from "./judged-load.ts";

const machine = {
  usage: {
    of: (part: string) => ({ cpuSeconds: part === "publisher" ? 7 : 99, peakMiB: 1, isOfWhole: true }),
  },
  ...{ usageSeconds: 30, machinePercent: 61.06 },
  testerDelayMs: { p50: 0.04, p99: 6.26, max: 20.04 },
} as unknown as LoadRun["machine"];

test("the health of the tester has its delays and its share of the processor, with one decimal", () => {
  const publisherDelayMs = { p50: 1.04, p99: 5.06, max: 30.04 };
  const run = judgedLoad(
    [],
    loadDefaults,
    { machine, publisherDelayMs },
    { lateMaking: { count: 12, latestMs: 31.26 } },
  );
  expect(testerHealth(run)).toEqual({
    publisherDelayMs: { p50: 1, p99: 5.1, max: 30 },
    testerDelayMs: { p50: 0, p99: 6.3, max: 20 },
    ...{ madeLate: 12, latestMs: 31.3, untimed: 0, publisherPercent: 23.3, machinePercent: 61.1 },
  });
});

test("a publisher that does not answer, and one whose process is not visible, have no figures", () => {
  const unseen = { ...machine, usage: { of: () => undefined } } as unknown as LoadRun["machine"];
  expect(testerHealth(judgedLoad([], loadDefaults, { machine: unseen }))).toMatchObject({
    ...{ publisherDelayMs: null, publisherPercent: null },
  });
});

const healthy: LoadReport["tester"] = {
  publisherDelayMs: { p50: 51, p99: 50, max: 500 },
  testerDelayMs: { p50: 51, p99: 50, max: 500 },
  ...{ madeLate: 10, latestMs: 500, untimed: 0, publisherPercent: 90, machinePercent: 95 },
};

test("up to its limits the tester is not suspected of being the bottleneck, nor for what is not known", () => {
  expect(bottleneckOf(healthy, 1_000)).toEqual([]);
  expect(bottleneckOf({ ...healthy, publisherDelayMs: null, publisherPercent: null }, 1_000)).toEqual([]);
  expect(bottleneckOf({ ...healthy, madeLate: 0 }, 0)).toEqual([]);
});

test.each<[string, Partial<LoadReport["tester"]>]>([
  [
    "the event-loop delay of the publisher was 50.1 ms (p99)",
    { publisherDelayMs: { p50: 1, p99: 50.1, max: 60 } },
  ],
  [
    "the event-loop delay of the measuring process was 50.1 ms (p99)",
    { testerDelayMs: { p50: 1, p99: 50.1, max: 60 } },
  ],
  ["1.1 % of the readings were made more than 20 ms after they were due", { madeLate: 11 }],
  ["1 reading has no latency: too many were on their way at once", { untimed: 1 }],
  ["the publisher used 90.1 % of a core", { publisherPercent: 90.1 }],
  [
    "the CPU usage of the machine, which the tester shares with the pipeline, was 95.1 %",
    { machinePercent: 95.1 },
  ],
])("the tester may have been the bottleneck if %s", (reason, tester) => {
  expect(bottleneckOf({ ...healthy, ...tester }, 1_000)).toEqual([reason]);
});
