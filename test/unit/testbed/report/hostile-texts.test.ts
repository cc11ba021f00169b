import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { drillKind } from "../../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../../testbed/report/drill/drill-report.ts";
import { drillSummary } from "../../../../testbed/report/drill/drill-summary.ts";
import { loadHtml } from "../../../../testbed/report/load/load-html.ts";
import { loadSummary } from "../../../../testbed/report/load/load-summary.ts";
import { cellLine } from "../../../../testbed/report/matrix/cell-line.ts";
import { matrixMarkdown } from "../../../../testbed/report/matrix/matrix-markdown.ts";
import { writeReport } from "../../../../testbed/report/write-report.ts";
import { plantedLoadReport } from "../../../support/page/planted-load-report.ts";
import { plantedDrillReport } from "./drill/planted-drill-report.ts";

/** Clears the screen, forges a line, a table's cell, a tag and markup, and turns the direction of the text around. */
const hostile = "\u001b[2J\r\n\u2028| forged | `x` **y** </script><img src=x>\u009b1A\u202e\u007f";
/** Every character that a terminal obeys; a line break is allowed in our own texts. */
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const anomaly = { device: hostile, run: hostile, seq: 1 };

/** A report in which others chose every text that they can choose. */
function hostileReport(): DrillReport {
  const planted = plantedDrillReport();
  return plantedDrillReport({
    outcome: "not completed",
    incomplete: hostile,
    counts: { ...planted.counts, phantom: 1, corrupt: 1 },
    drill: { ...planted.drill, bridge: hostile },
    environment: { ...planted.environment, mosquitto: hostile, kafka: hostile },
    anomalies: { ...planted.anomalies, phantom: [anomaly], corrupt: [anomaly] },
    recovery: { ...planted.recovery, cleanFailed: hostile },
    bridgeEnded: { atMs: 1, reason: hostile },
    claims: {
      ...planted.claims,
      lyingGreen: [{ part: "bridge", forMs: 2_000, says: hostile }],
      changes: { ...planted.claims.changes, bridge: [{ atMs: 0, healthy: true, says: hostile }] },
    },
  });
}

test("texts of others forge no line of a drill's summary, and command no terminal", () => {
  const tame = drillSummary(plantedDrillReport()).split("\n").length;
  const shown = drillSummary(hostileReport());
  expect(shown).not.toMatch(obeyed);
  // Planned restart, end of the bridge, lying green.
  expect(shown.split("\n")).toHaveLength(tame + 3);
});

test("the files of a drill's report have them escaped, and report.json has them unchanged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const report = hostileReport();
  await writeReport(folder, {
    "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
    ...drillKind.texts(report),
  });
  const files = readdirSync(folder);
  expect(files).toContain("report.md");
  for (const file of files) expect(readFileSync(join(folder, file), "utf8")).not.toMatch(obeyed);
  expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toEqual(report);
  const markdown = readFileSync(join(folder, "report.md"), "utf8");
  expect(markdown).not.toMatch(/^\| forged/m);
  // Outside code, the tag is text; the bar of a cell is escaped.
  expect(markdown.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, "")).not.toMatch(/(?<!\\)<img|(?<!\\)\*\*y/);
  expect(markdown.split("\n").filter((line) => line.startsWith("| bridge"))).toHaveLength(1);
});

test("a cell of the matrix that was not carried out is one line on the terminal, and one block in the table", () => {
  const failed = {
    name: "kill bridge",
    bridge: hostile,
    report: undefined,
    reason: `connect ended${hostile}\n\`\`\`\n# x`,
  };
  expect(cellLine(failed)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const markdown = matrixMarkdown([failed], 1);
  expect(markdown).not.toMatch(obeyed);
  expect(markdown).toContain("\n````\nconnect ended");
});

test("the load report is safe on a terminal, and its page has no element of others", () => {
  const planted = plantedLoadReport();
  const report = {
    ...planted,
    load: { ...planted.load, bridge: hostile },
    environment: { ...planted.environment, mosquitto: hostile, kafka: hostile },
  };
  expect(loadSummary(report)).not.toMatch(obeyed);
  expect(loadSummary(report).split("\n")).toHaveLength(loadSummary(planted).split("\n").length);
  expect(loadHtml(report)).not.toContain("<img");
  expect(loadHtml(report).match(/<\/script>/g)).toEqual(loadHtml(planted).match(/<\/script>/g));
});
