import { catalogue } from "../../faults/catalogue.ts";
import { allLimitsInWords } from "../../faults/spec/limits-in-words.ts";
import { isVerdict } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { testedName } from "../../run/tested-name.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { defaultParameters } from "../drill/fault-fields.ts";
import { secureText } from "../fields/secure-text.ts";
import { versionsText } from "../fields/versions-text.ts";
import { jobSummary } from "../text/job-summary.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { markdownBlock, markdownCode, markdownText } from "../text/markdown-text.ts";
import { seconds } from "../text/seconds.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { drillColumns, drillRow, sumColumns, sumsRow } from "./matrix-rows.ts";
import { matrixVerdictLine } from "./matrix-verdict.ts";

const legend = `- **lost**: acknowledged by the broker and not consumed by the end of the drain, with the hop where it was lost.
- **unconfirmed**: sent, neither acknowledged nor consumed. QoS 0 has no acknowledgements: there, this count stands for losses.
- **duplicates**: extra arrivals of the same reading. Delivery is at least once.
- **wrong finals**: deactivations without a final reading, with more than one, or with a reading after it.
- **recovery**: recovery time, from the start of the new process, or from the healing, to the first new readings at the consumer, one in every partition.
- **planned**: recovery time after a planned restart (SIGTERM) of the same part, in the same drill.
- **allowed**: limit of the recovery time, if one is promised: ${allLimitsInWords(catalogue)}.
- **silence**: longest time without a new reading at the consumer, including the outage.
- **lying green**: parts that reported to be healthy while readings waited before them and none passed for 2 s or more.
  (In the sums of several bridges: the bridge only. A bridge that is a program has no known health check and never counts.)`;

/** Returns the matrix as Markdown: verdict, conditions, tables, legend. `cells`: number of drills in the whole matrix. */
export function matrixMarkdown(results: readonly SeriesResult<DrillReport>[], cells: number): string {
  const incomplete = results.length < cells ? [`**Incomplete: ${results.length} of ${cells} cells.**`] : [];
  const first = results.find(({ report }) => report !== undefined)?.report;
  const markdown = `${[
    "# Drill matrix",
    `**${matrixVerdictLine(results, cells)}**`,
    ...incomplete,
    ...(first ? [conditions(first)] : []),
    ...tables(results),
    ...failures(results),
    ...weakEvidence(results),
    legend,
  ].join("\n\n")}\n`;
  return jobSummary(markdown);
}

/** Returns one table, or for several bridges their sums and then the bridges side by side under each fault. */
function tables(results: readonly SeriesResult<DrillReport>[]): string[] {
  const bridges = [...new Set(results.map(({ bridge }) => bridge))];
  const others = bridges.filter((bridge) => bridge !== ours);
  if (bridges.length <= 1) {
    const named = others.map((bridge) => `Bridge: ${markdownCode(bridge)}`);
    return [...named, markdownTable(drillColumns, results.map(drillRow))];
  }
  const labels = new Map(bridges.map((bridge) => [bridge, label(bridge, others)]));
  const faults = [...new Set(results.map(({ name }) => name))];
  const rows = faults.flatMap((fault) =>
    bridges.flatMap((bridge) =>
      results
        .filter((result) => result.name === fault && result.bridge === bridge)
        .map((result) => [labels.get(bridge) ?? "", ...drillRow(result)]),
    ),
  );
  const sums = bridges.map((bridge) => sumsRow(results, bridge, labels.get(bridge) ?? ""));
  return [markdownTable(sumColumns, sums), markdownTable(["bridge", ...drillColumns], rows)];
}

const ours = testedName({});

/** Returns a short name of a bridge, ours or a number among the others: commands are too long for every row. */
function label(bridge: string, others: readonly string[]): string {
  return bridge === ours ? "ours" : String(others.indexOf(bridge) + 1);
}

function conditions({ drill, startedAt, environment }: DrillReport): string {
  const { cpus, memoryGiB, os } = environment;
  return `${startedAt.slice(0, 10)}, runtime ${drill.runtime}${secureText(drill)}; ${markdownText(versionsText(environment))}; ${cpus} cores, ${memoryGiB} GiB, ${os}.
Load: ${drill.ratePerSecond} readings/s of ${drill.devices} devices for at least ${seconds(drill.forMs)}, fault for ${seconds(drill.outageMs)}, ${defaultParameters(catalogue)}, seed ${drill.seed}.`;
}

/** Returns the consumers under test of which only commits were seen. */
function weakEvidence(results: readonly SeriesResult<DrillReport>[]): string[] {
  const byCommits = results.filter(({ report }) => report?.evidence.consumer?.kind === "commits");
  return [...new Set(byCommits.map(({ bridge }) => bridge))].map(
    (bridge) =>
      `${markdownCode(bridge)}: the consumer wrote no journal. What it committed counts as consumed, whether, how often and in which order it was handled.`,
  );
}

/** Returns the reasons of the drills without a verdict. */
function failures(results: readonly SeriesResult<DrillReport>[]): string[] {
  return results.flatMap(({ name, report, reason }) => {
    if (report === undefined) return [`**${name}** was not carried out:\n\n${markdownBlock(reason)}`];
    return isVerdict(report.outcome) ? [] : [`**${name}**: ${markdownText(verdictLine(report))}`];
  });
}
