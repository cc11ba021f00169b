import { expect, test } from "vitest";
import { countWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { matrixMarkdown } from "../../../../../testbed/report/matrix/matrix-markdown.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { type SeriesResult } from "../../../../../testbed/run/series.ts";

test("several bridges are side by side under each fault, ours first, with a table of sums above", () => {
  const results = [
    cell("mqtt-source", "kill connect qos 1", { duplicates: 3 }, 3_800),
    cell("mqtt-source", "kill kafka qos 1", {}, 5_000),
    cell("node theirs.js", "kill connect qos 1", { lost: 7 }, null),
    cell("node theirs.js", "kill kafka qos 1", { reordered: 2 }, 900),
  ];
  const rows = matrixMarkdown(results, 4)
    .split("\n")
    .filter((line) => line.startsWith("|") && !line.startsWith("| ---"))
    .map((line) => line.split("|").map((text) => text.trim()));
  expect(rows.slice(1, 3).map((row) => row.slice(1, 9))).toEqual([
    ["ours", "`mqtt-source`", "2 of 2", "0", "3", "0", "0", "5.0 s"],
    ["1", "`node theirs.js`", "0 of 2", "7", "0", "2", "0", "0.9 s, never in 1"],
  ]);
  expect(rows.slice(4).map((row) => row.slice(1, 3))).toEqual([
    ["ours", "kill connect qos 1"],
    ["1", "kill connect qos 1"],
    ["ours", "kill kafka qos 1"],
    ["1", "kill kafka qos 1"],
  ]);
});

test("a cell that was not carried out is in the table, with its reason below; missing cells make the matrix incomplete", () => {
  const failed = {
    name: "kill kafka qos 1",
    bridge: "mqtt-source",
    report: undefined,
    reason: "no space left",
  };
  const text = matrixMarkdown([cell("mqtt-source", "kill connect qos 1", {}, 3_800), failed], 23);
  expect(text).toContain("Incomplete: 2 of 23 cells");
  expect(text).toContain("| kill kafka qos 1 | not carried out |");
  expect(text).toContain("no space left");
});

test("a row has the outcome: inside, the counts outside, or the reason for no verdict", () => {
  const inside = cell("mqtt-source", "one", {}, 1);
  const outside = cell("mqtt-source", "two", { lost: 7 }, 1);
  const judged = cell("mqtt-source", "three", {}, 1);
  const noVerdict = ["the journal of the consumer has unreadable lines (2)"];
  const report = { ...(judged.report as DrillReport), outcome: "no verdict" as const, noVerdict };
  const text = matrixMarkdown([inside, outside, { ...judged, report }], 3);
  expect(text).toContain("**three**: No verdict: the journal of the consumer has unreadable lines (2).");
  expect(text).not.toContain("**two**");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows[2]).toMatch(/\| inside \|$/);
  expect(rows[3]).toMatch(/\| \*\*outside: lost 7\*\* \|$/);
  expect(rows[4]).toMatch(/\| \*\*no verdict\*\* \|$/);
});

/** Returns a cell with these counts; it is outside the budget if a count whose default budget is 0 is not 0. */
function cell(
  bridge: string,
  name: string,
  given: Partial<DrillReport["counts"]>,
  ms: number | null,
): SeriesResult<DrillReport> {
  const zero = Object.fromEntries(countWords.map((word) => [word, 0])) as DrillReport["counts"];
  const outside = Object.entries(given).flatMap(([word, count]) =>
    word in defaultBudget && count > 0 ? [{ word, count, allowed: 0 }] : [],
  );
  const report: Partial<DrillReport> = {
    startedAt: "2026-01-01T00:00:00.000Z",
    drill: { ratePerSecond: 1, devices: 1, forMs: 1, outageMs: 1 } as DrillReport["drill"],
    environment: {} as DrillReport["environment"],
    counts: { ...zero, ...given },
    lostAt: {} as DrillReport["lostAt"],
    fault: { injectedMs: 0, healedMs: 1 },
    recovery: { ms, limitMs: null, cleanMs: null, cleanFailed: null, uncleanStartMs: null },
    claims: { lyingGreen: [] } as unknown as DrillReport["claims"],
    longestSilenceMs: 0,
    outcome: outside.length === 0 ? "inside" : "outside",
    outside,
  };
  return { name, bridge, report: report as DrillReport };
}
