import { expect, test } from "vitest";
import { comparedBridges } from "../../../../../testbed/report/comparison/compared-bridges.ts";
import { comparisonJson } from "../../../../../testbed/report/comparison/comparison-json.ts";
import { comparisonTable } from "../../../../../testbed/report/comparison/comparison-table.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { type SeriesResult } from "../../../../../testbed/run/series.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";

const planted = plantedLoadReport();

/** Returns a run in which every compared figure is its own multiple of `base`. */
function run(
  bridge: string,
  round: string,
  base: number,
  changed: Partial<LoadReport> = {},
): SeriesResult<LoadReport> {
  const { throughput, latencyMs, usage, counts } = planted;
  const endToEnd = { count: 1, mean: 0, p50: base * 2, p90: 0, p99: base * 3, p999: 0, max: 0, curve: [] };
  const report = plantedLoadReport({
    throughput: { ...throughput, untilDrained: base },
    latencyMs: { ...latencyMs, endToEnd },
    usage: { ...usage, bridge: { cpuSeconds: base * 4, peakMiB: base * 5, isOfWhole: true } },
    counts: { ...counts, lost: base, duplicates: base * 10, reordered: base * 100 },
    ...changed,
  });
  return { bridge, name: round, report };
}

const { usage, latencyMs, counts } = planted;
const unmeasured = { usage: { ...usage, bridge: null }, latencyMs: { ...latencyMs, endToEnd: null } };
const failed: SeriesResult<LoadReport> = {
  ...{ bridge: "theirs", name: "round 2", report: undefined, reason: "no space\nleft" },
};
const runs = [
  run("ours", "round 1", 100),
  run("theirs", "round 1", 50, { bottleneck: ["the machine was busy", "it was slow"] }),
  run("third", "round 1", 0, unmeasured),
  run("ours", "round 2", 200),
  failed,
  run("third", "round 2", 7, { outcome: "no verdict", noVerdict: ["the journal has holes"] }),
];

test("the table has the medians of each bridge with their ratios to the first, the sums, and notes on its runs", () => {
  const [head, , ...rest] = comparisonTable(runs).split("\n\n")[0]?.split("\n") ?? [];
  const cells = (line: string) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1);
  expect([head ?? "", ...rest].map(cells)).toEqual([
    [
      "bridge",
      "readings/s",
      "p50, ms",
      "p99, ms",
      "CPU, s",
      "memory, MiB",
      "lost",
      "duplicates",
      "reordered",
    ],
    [
      ...["ours", "150 (1.00 ×)", "300 (1.00 ×)", "450 (1.00 ×)", "600 (1.00 ×)", "750 (1.00 ×)"],
      ...["300", "3,000", "30,000"],
    ],
    [
      ...["theirs", "50 (0.50 ×)", "100 (0.50 ×)", "150 (0.50 ×)", "200 (0.50 ×)", "250 (0.50 ×)"],
      ...["50", "500", "5,000"],
    ],
    ["third", "0 (0.00 ×)", "–", "–", "–", "–", "0", "0", "0"],
  ]);
  expect(comparisonTable(runs).split("\n\n").at(-1)?.split("\n")).toEqual([
    "- theirs, round 1: the tester may have been the bottleneck: the machine was busy",
    "- theirs, round 1: the tester may have been the bottleneck: it was slow",
    "- theirs, round 2: not carried out: no space",
    "- third, round 2: No verdict: the journal has holes.",
  ]);
});

test("columns of figures are aligned to the right and as wide as their longest cell; without notes the explanation is last", () => {
  const [table = "", ...explanations] = comparisonTable([run("ours", "round 1", 1)]).split("\n\n");
  const lines = table.split("\n");
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  expect(lines[1]).toMatch(/^\| -+ \|( -+: \|){8}$/);
  expect(explanations).toEqual([expect.stringMatching(/^Medians over the rounds\. /)]);
});

test("a ratio is of the same round only, and has its spread if the rounds differ", () => {
  const found = comparisonTable([
    ...[run("ours", "round 1", 100), run("theirs", "round 1", 50)],
    ...[run("ours", "round 2", 10), run("theirs", "round 2", 20)],
    run("theirs", "round 3", 30),
  ]);
  expect(found).toContain("30 (1.25 ×, 0.50–2.00)");
});

test("a figure of 0 of the first bridge has no ratio", () => {
  const compared = [run("ours", "round 1", 0), run("theirs", "round 1", 5)];
  const [, theirs] = comparedBridges(compared);
  expect(comparisonTable(compared)).toMatch(/^\| theirs \| +5 \| +10 \| +15 \| +20 \| +25 \|/m);
  expect(theirs?.figures.p50Ms).toEqual({ median: 10, ratio: undefined });
});

test("the comparison as data has the figures of every run by its round, and the reason for which it does not count", () => {
  const json = comparisonJson(runs);
  expect(json).toMatchObject({ version: 1, bridges: comparedBridges(runs) });
  const none = { readingsPerSecond: null, p50Ms: null, p99Ms: null, cpuSeconds: null, peakMiB: null };
  const figures = (base: number) => ({
    ...{ readingsPerSecond: base, p50Ms: base * 2, p99Ms: base * 3 },
    ...{ cpuSeconds: base * 4, peakMiB: base * 5 },
  });
  const countsOf = (base: number) => ({
    ...{ ...counts, lost: base, duplicates: base * 10, reordered: base * 100 },
  });
  const bottleneck: string[] = [];
  expect(json.runs).toEqual([
    { bridge: "ours", round: 1, reason: null, ...figures(100), counts: countsOf(100), bottleneck },
    {
      ...{ bridge: "theirs", round: 1, reason: null, ...figures(50), counts: countsOf(50) },
      bottleneck: ["the machine was busy", "it was slow"],
    },
    {
      bridge: "third",
      round: 1,
      reason: null,
      ...none,
      readingsPerSecond: 0,
      counts: countsOf(0),
      bottleneck,
    },
    { bridge: "ours", round: 2, reason: null, ...figures(200), counts: countsOf(200), bottleneck },
    { bridge: "theirs", round: 2, reason: "no space\nleft", ...none, counts: null, bottleneck },
    {
      ...{ bridge: "third", round: 2, reason: "No verdict: the journal has holes." },
      ...{ ...figures(7), counts: countsOf(7), bottleneck },
    },
  ]);
});
