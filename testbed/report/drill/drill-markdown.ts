import { countWords } from "../../ledger/verdict/counted-words.ts";
import { secureText } from "../fields/secure-text.ts";
import { versionsText } from "../fields/versions-text.ts";
import { countText } from "../text/count-text.ts";
import { jobSummary } from "../text/job-summary.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { markdownCode, markdownText } from "../text/markdown-text.ts";
import { recoveryTime } from "../text/recovery-time.ts";
import { seconds } from "../text/seconds.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { anomalySections } from "./anomaly-sections.ts";
import { type DrillReport } from "./drill-report.ts";
import { drillTitle } from "./drill-title.ts";
import { notes } from "./notes.ts";

/** Returns the report as Markdown: conditions, counts, anomalies, recovery, health reported by the parts. */
export function drillMarkdown(report: DrillReport): string {
  const markdown = `${[
    `# ${drillTitle(report)}`,
    `**${markdownText(verdictLine(report))}**`,
    conditions(report),
    "## Readings",
    countsTable(report),
    ...explanations(report),
    ...anomalySections(report),
    ...(report.fault ? ["## Recovery", recovery(report)] : []),
    "## Health reported by the parts",
    claims(report),
  ].join("\n\n")}\n`;
  return jobSummary(markdown);
}

function conditions({ drill, startedAt, environment, fault }: DrillReport): string {
  const toggles = drill.toggleEveryMs === null ? "no toggles" : `a toggle every ${drill.toggleEveryMs} ms`;
  const consumer = drill.consumer === null ? "" : ` Consumer: ${markdownCode(drill.consumer)}.`;
  const { cpus, memoryGiB, os } = environment;
  return [
    `${drill.ratePerSecond} readings/s of ${drill.devices} devices at QoS ${drill.qos}, ${toggles}, seed ${drill.seed};`,
    fault
      ? `fault from ${seconds(fault.injectedMs)} to ${seconds(fault.healedMs)} after the start of the load.`
      : "no fault.",
    `Bridge: ${markdownCode(drill.bridge)}.${consumer} Runtime ${drill.runtime}${secureText(drill)}, ${startedAt}; ${markdownText(versionsText(environment))};`,
    `${cpus} cores, ${memoryGiB} GiB, ${os}.`,
  ].join("\n");
}

function countsTable({ counts, evidence: { filtered } }: DrillReport): string {
  const rows = countWords.map((word) => [word, countText(word, counts[word], filtered)]);
  return markdownTable(["", ""], rows, { figures: [1] });
}

function explanations(report: DrillReport): string[] {
  const lines = notes(report).map((note) => `- ${markdownText(note)}`);
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function recovery(report: DrillReport): string {
  const { limitMs, cleanMs, uncleanStartMs } = report.recovery;
  const limit = limitMs === null ? "no limit is promised" : `allowed: ${seconds(limitMs)}`;
  return [
    `- Recovery: ${recoveryTime(report)} (${limit}).`,
    ...(cleanMs === null
      ? []
      : [`- Recovery after a planned restart of the same part: ${seconds(cleanMs)}.`]),
    ...(uncleanStartMs === null
      ? []
      : [`- Start of the part after the fault: usable after ${seconds(uncleanStartMs)}.`]),
    `- Longest silence at the consumer: ${seconds(report.longestSilenceMs)}.`,
    `- Drain: ${report.drain.ended} after ${seconds(report.drain.ms)}.`,
  ].join("\n");
}

function claims({
  claims: { lyingGreen, changes, brokerDropped, brokerQueuedMost, consumerLagMost },
}: DrillReport) {
  const lies = lyingGreen.map(
    ({ part, forMs, says }) =>
      `- **Lying green: ${part}** said "${markdownText(says)}" for ${seconds(forMs)} while readings waited before it and none passed.`,
  );
  const rows = Object.entries(changes).flatMap(([part, all]) =>
    all.map(({ atMs, healthy, says }) => [
      part,
      seconds(atMs),
      healthy ? "healthy" : "not healthy",
      markdownText(says),
    ]),
  );
  const figures = `- Mosquitto: ${brokerDropped} dropped, at most ${brokerQueuedMost} stored. Consumer: lag at most ${consumerLagMost}.`;
  const table = markdownTable(["part", "at", "", "report"], rows, { figures: [1] });
  return [[...lies, figures].join("\n"), rows.length === 0 ? "No part reported its health." : table].join(
    "\n\n",
  );
}
