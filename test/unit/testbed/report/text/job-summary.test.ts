import { expect, test } from "vitest";
import { drillMarkdown } from "../../../../../testbed/report/drill/drill-markdown.ts";
import { matrixMarkdown } from "../../../../../testbed/report/matrix/matrix-markdown.ts";
import { jobSummary } from "../../../../../testbed/report/text/job-summary.ts";
import { plantedCounts, plantedDrillReport } from "../drill/planted-drill-report.ts";

const limit = 1_000_000;

test("Markdown that a job summary takes stays as it is, to the last byte", () => {
  const whole = `${"ü".repeat(limit / 2 - 1)}\n\n`;
  expect(jobSummary(whole)).toBe(whole);
});

test("larger Markdown ends after a whole line, below the limit, and says so", () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `| üüüüüüüüüüüüü | ${index} |`);
  const text = jobSummary(`${lines.join("\n")}\n`);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  const [kept = "", note] = text.split("\n\n");
  expect(note).toBe("**Shortened: the rest is in the JSON beside it.**\n");
  const shown = kept.split("\n");
  expect(shown).toEqual(lines.slice(0, shown.length));
  expect(shown.length).toBeGreaterThan(20_000);
});

test("one line that is too large is cut between two characters", () => {
  for (const shift of ["", "a"]) {
    const text = jobSummary(`${shift}${"ü".repeat(limit)}`);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text).toMatch(/^a?ü+\n\n\*\*Shortened/);
  }
});

test("a report that names huge devices, and a matrix with a huge reason, fit and begin with their verdict", () => {
  const device = "d".repeat(400_000);
  const ghosts = [1, 2, 3].map((seq) => ({ device, run: "r", seq }));
  const drill = drillMarkdown(
    plantedDrillReport({
      ...{ outcome: "outside", outside: [{ word: "ghost", count: 3, allowed: 0 }] },
      counts: plantedCounts({ ghost: 3 }),
      anomalies: { ...plantedDrillReport().anomalies, ghost: ghosts },
    }),
  );
  expect(Buffer.byteLength(drill)).toBeLessThanOrEqual(limit);
  expect(drill).toMatch(/^# kill bridge\n\n\*\*Outside the budget: ghost 3/);
  const failed = { name: "cut", bridge: "mine", report: undefined, reason: "log\n".repeat(limit) };
  const matrix = matrixMarkdown([failed], 1);
  expect(Buffer.byteLength(matrix)).toBeLessThanOrEqual(limit);
  expect(matrix).toMatch(/^# Drill matrix\n\n\*\*Not carried out: 1 of 1 drills\.\*\*\n/);
});
