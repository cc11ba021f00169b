import { expect, test } from "vitest";
import { comparedBridges } from "../../../../../testbed/report/comparison/compared-bridges.ts";
import { comparisonTable } from "../../../../../testbed/report/comparison/comparison-table.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { type SeriesResult } from "../../../../../testbed/run/series.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";

function run(bridge: string, round: number, untilDrained: number, lost = 0) {
  const report = plantedLoadReport();
  return {
    bridge,
    name: `round ${round}`,
    report: {
      ...report,
      throughput: { ...report.throughput, untilDrained },
      counts: { ...report.counts, lost },
    },
  };
}

const runs = [
  ...[run("mqtt-source", 1, 1_000), run("theirs", 1, 500, 3)],
  ...[run("mqtt-source", 2, 2_000), run("theirs", 2, 400, 4)],
  ...[run("mqtt-source", 3, 900), run("theirs", 3, 300)],
];

test("a figure is the median over the rounds, with ratios per round; counts are summed over the rounds", () => {
  const [ours, theirs] = comparedBridges(runs);
  expect(ours?.figures.readingsPerSecond).toEqual({ median: 1_000, ratio: { median: 1, least: 1, most: 1 } });
  expect(theirs?.figures.readingsPerSecond?.median).toBe(400);
  expect(theirs?.figures.readingsPerSecond?.ratio?.median).toBeCloseTo(1 / 3, 5);
  expect(theirs?.figures.readingsPerSecond?.ratio).toMatchObject({ least: 0.2, most: 0.5 });
  expect(theirs?.counts).toEqual({ lost: 7, duplicates: 0, reordered: 0 });
});

test("a run that failed or was not completed is listed with its reason and not included in the figures", () => {
  const failed: SeriesResult<LoadReport> = {
    bridge: "theirs",
    name: "round 4",
    report: undefined,
    reason: "it never connected\nlog",
  };
  const cut = {
    ...run("theirs", 5, 1, 100),
    report: plantedLoadReport({ outcome: "not completed", incomplete: "kafka ended" }),
  };
  const table = comparisonTable([...runs, failed, cut]);
  expect(table).toContain("- theirs, round 4: not carried out: it never connected");
  expect(table).toContain("- theirs, round 5: Incomplete, no verdict: kafka ended");
  expect(comparedBridges([...runs, failed, cut])).toEqual(comparedBridges(runs));
});

test("a run that did not hold its rate is in the figures, and said", () => {
  const slow = run("theirs", 4, 100);
  const pace = { due: 1_000, madeInTime: 900, held: false };
  const report = { ...slow.report, outcome: "outside" as const, pace };
  expect(comparisonTable([...runs, { ...slow, report }])).toContain(
    "- theirs, round 4: The rate was not held: 900 of 1,000 readings were made in time.",
  );
});

test("without a run of the first bridge there are figures and no ratio", () => {
  const [, theirs] = comparedBridges([
    { bridge: "mqtt-source", name: "round 1", report: undefined, reason: "gone" },
    run("theirs", 1, 500),
  ]);
  expect(theirs?.figures.readingsPerSecond).toEqual({ median: 500, ratio: undefined });
});

test("the table has the first bridge first, and the ratio beside each figure", () => {
  const rows = comparisonTable(runs)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows[2]?.slice(1, 3)).toEqual(["mqtt-source", "1,000 (1.00 ×)"]);
  expect(rows[3]?.slice(1, 3)).toEqual(["theirs", "400 (0.33 ×, 0.20–0.50)"]);
});
