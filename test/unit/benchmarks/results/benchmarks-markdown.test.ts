import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type BenchmarkResults, benchmarkResults } from "../../../../benchmarks/results/benchmark-results.ts";
import { benchmarksMarkdown } from "../../../../benchmarks/results/benchmarks-markdown.ts";
import { resultFiles } from "../../../../benchmarks/results/write-result.ts";

type Figures = Readonly<Record<string, number | null>>;

function result(figures: Figures): BenchmarkResults[string] {
  return {
    measuredAt: "2026-11-24T10:00:00.000Z",
    commit: "abc1234",
    environment: { cpus: 2, memoryGiB: 24, os: "Linux", node: "v24" },
    figures: { lost: 0, reordered: 0, readingsPerSecond: 40_000, ...figures },
    details: ["Round 1: this and that."],
  };
}

function results(asProcesses: Figures, inContainers?: Figures): BenchmarkResults {
  return {
    throughput: result(asProcesses),
    ...(inContainers ? { "throughput on compose": result(inContainers) } : {}),
  };
}

/** Returns the cells of the row of this measure: the measure, then target, figure and met as processes and in containers. */
function rowOf(markdown: string, measure: string): string[] {
  const row = markdown.split("\n").find((line) => line.startsWith(`| ${measure}`)) ?? "";
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const throughput = "throughput at QoS 1";
const hop = "the same against the MQTT hop alone";
const met = { timesHandWritten: 6.3, shareOfHop: 0.6 };

test("a measure has both runtimes side by side, each with its target, its figure and whether it is met", () => {
  const markdown = benchmarksMarkdown(results(met, { timesLocal: 0.7 }));
  expect(rowOf(markdown, "measure").slice(1)).toEqual([
    ...["as processes: target", "figure", "met"],
    ...["in containers: target", "figure", "met"],
  ]);
  expect(rowOf(markdown, throughput).slice(1)).toEqual([
    ...["≥ 5 × the hand-written bridge's", "6.3 ×, 40,000/s, 0 lost, 0 reordered", "yes"],
    ...["≥ 0.8 × as processes", "0.7 ×, 40,000/s, 0 lost, 0 reordered", "**no**"],
  ]);
});

test("a throughput that broke the order, or lost something, is not met however high it is", () => {
  const metWith = (figures: Figures) => {
    const markdown = benchmarksMarkdown(results({ ...met, ...figures }, { timesLocal: 1, ...figures }));
    return [rowOf(markdown, throughput)[3], rowOf(markdown, throughput)[6]];
  };
  expect(metWith({})).toEqual(["yes", "yes"]);
  expect(metWith({ reordered: 1 })).toEqual(["**no**", "**no**"]);
  expect(metWith({ lost: 1 })).toEqual(["**no**", "**no**"]);
});

test("a runtime in which there is nothing to measure says why", () => {
  expect(rowOf(benchmarksMarkdown({}), hop).slice(4)).toEqual([
    "–",
    "the hop alone is measured as processes",
    "–",
  ]);
});

test("a target that was not measured is neither met nor missed; one whose figure could not be had is missed", () => {
  const unmeasured = rowOf(benchmarksMarkdown(results(met)), throughput);
  expect(unmeasured.slice(4)).toEqual(["≥ 0.8 × as processes", "not measured", "–"]);
  const failed = rowOf(benchmarksMarkdown(results(met, { timesLocal: null })), throughput);
  expect(failed.slice(5)).toEqual(["could not be measured", "**no**"]);
});

test("a result of an earlier version that lacks a figure counts as not measured", () => {
  const markdown = benchmarksMarkdown(results({ shareOfHop: 0.6 }));
  expect(rowOf(markdown, throughput).slice(2, 4)).toEqual(["not measured", "–"]);
  expect(rowOf(markdown, hop).slice(2, 4)).toEqual(["0.6 ×", "yes"]);
});

test("where a target is missed it is said why, and nothing of the kind where it is met", () => {
  const missed = benchmarksMarkdown(results({ ...met, shareOfHop: 0.4 }));
  expect(missed).toContain("- Missed as processes: the same against the MQTT hop alone.");
  expect(benchmarksMarkdown(results(met))).not.toContain("- Missed");
});

test("every result has a section with what stands behind its figures: details, commit, machine", () => {
  const markdown = benchmarksMarkdown(results(met, { timesLocal: 1 }));
  expect(markdown.match(/^## .*/gm)).toEqual(["## throughput", "## throughput on compose"]);
  expect(markdown).toContain("- Round 1: this and that.");
  expect(markdown).toContain("at commit abc1234: 2 cores, 24 GiB, Linux, Node v24.");
});

test("docs/benchmarks.md is made from docs/benchmarks.json", () => {
  const saved = benchmarkResults.parse(JSON.parse(readFileSync(resultFiles.json, "utf8")));
  expect(readFileSync(resultFiles.markdown, "utf8")).toBe(benchmarksMarkdown(saved));
});
