import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type BenchmarkResults, benchmarkResults } from "../../../../benchmarks/results/benchmark-results.ts";
import { benchmarksMarkdown } from "../../../../benchmarks/results/benchmarks-markdown.ts";
import { resultFiles } from "../../../../benchmarks/results/write-result.ts";

function results(figures: Record<string, number | null>): BenchmarkResults {
  return {
    throughput: {
      measuredAt: "2026-11-24T10:00:00.000Z",
      commit: "abc1234",
      environment: { cpus: 2, memoryGiB: 24, os: "Linux", node: "v24" },
      figures: { lost: 0, reordered: 0, ...figures },
      details: ["Round 1: this and that."],
    },
  };
}

function rowOf(markdown: string, measure: string): string[] {
  const row = markdown.split("\n").find((line) => line.includes(measure)) ?? "";
  return row.split("|").map((cell) => cell.trim());
}

test("a target that is met says yes, one that is missed says no, with the figure beside both", () => {
  const markdown = benchmarksMarkdown(results({ timesHandWritten: 6.3, shareOfHop: 0.4 }));
  expect(rowOf(markdown, "against the hand-written bridge").slice(2, 5)).toEqual([
    "≥ 5 ×",
    "6.3 ×, 0 lost, 0 reordered",
    "yes",
  ]);
  expect(rowOf(markdown, "against the MQTT hop").slice(2, 5)).toEqual(["≥ 0.5 ×", "0.4 ×", "**no**"]);
});

test("a throughput that broke the order, or lost something, is not met however high it is", () => {
  const met = (figures: Record<string, number>) =>
    rowOf(
      benchmarksMarkdown(results({ timesHandWritten: 6.3, ...figures })),
      "against the hand-written bridge",
    )[4];
  expect(met({ reordered: 1 })).toBe("**no**");
  expect(met({ lost: 1 })).toBe("**no**");
});

test("a target that was not measured, or whose figure could not be had, is not met", () => {
  const markdown = benchmarksMarkdown(results({ timesHandWritten: null, shareOfHop: 0.6 }));
  expect(rowOf(markdown, "against the hand-written bridge")[4]).toBe("**no**");
  expect(rowOf(markdown, "memory of the whole local pipeline")[3]).toBe("not measured");
});

test("where a target is missed it is said why, and nothing of the kind where it is met", () => {
  expect(benchmarksMarkdown(results({ timesHandWritten: 6, shareOfHop: 0.4 }))).toContain(
    "- Missed: the same against the MQTT hop alone.",
  );
  expect(benchmarksMarkdown(results({ timesHandWritten: 6, shareOfHop: 0.6 }))).not.toContain("- Missed");
});

test("what stands behind a figure is there: details, commit, machine", () => {
  const markdown = benchmarksMarkdown(results({ timesHandWritten: 6.3, shareOfHop: 0.6 }));
  expect(markdown).toContain("- Round 1: this and that.");
  expect(markdown).toContain("at commit abc1234: 2 cores, 24 GiB, Linux, Node v24.");
});

test("docs/benchmarks.md is made from docs/benchmarks.json", () => {
  const saved = benchmarkResults.parse(JSON.parse(readFileSync(resultFiles.json, "utf8")));
  expect(readFileSync(resultFiles.markdown, "utf8")).toBe(benchmarksMarkdown(saved));
});
