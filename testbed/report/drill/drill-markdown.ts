import { countWords } from "../../ledger/verdict/counted-words.ts";
import { countText } from "../count-text.ts";
import { markdownTable } from "../markdown-table.ts";
import { type DrillReport } from "./drill-report.ts";
import { faultTitle } from "./fault-fields.ts";

/** How many ids of an anomaly are shown; the JSON has all. */
const shownIds = 20;

/** The report for people: what was done, what became of the readings, who claimed what. Markdown. */
export function drillMarkdown(report: DrillReport): string {
  return `${[
    `# ${titleOf(report)}`,
    `**${verdictLine(report)}**`,
    conditions(report),
    "## What became of the readings",
    countsTable(report),
    ...explanations(report),
    ...anomalies(report),
    ...(report.fault ? ["## The way back", recovery(report)] : []),
    "## What the parts claimed meanwhile",
    claims(report),
  ].join("\n\n")}\n`;
}

/** Returns a title such as "kill kafka while bridge is down". */
export function titleOf({ drill }: DrillReport): string {
  return `${faultTitle(drill)}${drill.down === null ? "" : ` while ${drill.down} is down`}`;
}

/** Inside the budget or not, and by what. */
export function verdictLine({ outside }: Pick<DrillReport, "outside">): string {
  if (outside.length === 0) return "Inside the budget.";
  const excess = outside.map(({ word, count, allowed }) => `${word} ${count} (allowed: ${allowed})`);
  return `Outside the budget: ${excess.join(", ")}.`;
}

function conditions({ drill, startedAt, environment, fault }: DrillReport): string {
  const toggles = drill.toggleEveryMs === null ? "no toggles" : `a toggle every ${drill.toggleEveryMs} ms`;
  const { mosquitto, kafka, node, cpus, memoryGiB, os } = environment;
  return [
    `${drill.ratePerSecond} readings/s of ${drill.devices} devices at QoS ${drill.qos}, ${toggles}, seed ${drill.seed};`,
    fault
      ? `the fault from ${seconds(fault.injectedMs)} to ${seconds(fault.healedMs)} after the load began.`
      : "no fault.",
    `Bridge: \`${drill.bridge}\`. Runtime ${drill.runtime}, ${startedAt}; Mosquitto ${mosquitto ?? "?"}, Kafka ${kafka ?? "?"}, Node ${node};`,
    `${cpus} cores, ${memoryGiB} GiB, ${os}.`,
  ].join("\n");
}

function countsTable({ counts }: DrillReport): string {
  const rows = countWords.map((word) => [word, countText(word, counts[word])]);
  return markdownTable(["", ""], rows, { figures: [1] });
}

/** Sentences on what the figures alone do not say. */
function explanations(report: DrillReport): string[] {
  const lines = notes(report).map((note) => `- ${note}`);
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** What is to be said beside the figures, a sentence each; for terminal and Markdown. */
export function notes({ counts, lostAt, drill, ...report }: DrillReport): string[] {
  const lost = Object.entries(lostAt).filter(([, count]) => count > 0);
  const { bridgeEnded, atRisk, lostTime, largestDisplacement, lostDeadLettered, drain, evidence } = report;
  const gaps = Object.entries(evidence.gaps).filter(([, all]) => all.length > 0);
  return [
    ...(evidence.imbalances.length > 0
      ? [`The evidence has holes, so nothing above is certain: ${evidence.imbalances.join("; ")}.`]
      : []),
    ...(bridgeEnded
      ? [
          `The bridge ended by itself ${seconds(bridgeEnded.atMs)} after the load began: ${bridgeEnded.reason.split("\n", 1)[0]}.`,
        ]
      : []),
    ...(lost.length > 0 ? [`Lost at: ${lost.map(([hop, count]) => `${hop} ${count}`).join(", ")}.`] : []),
    ...(lostTime
      ? [`The lost ones were made from ${seconds(lostTime.firstMadeMs)} to ${seconds(lostTime.lastMadeMs)}.`]
      : []),
    ...(lostDeadLettered > 0 ? [`Of the lost, ${lostDeadLettered} are in the dead-letter topic.`] : []),
    ...(largestDisplacement > 0
      ? [`The most reordered reading came ${largestDisplacement} places late.`]
      : []),
    ...(atRisk
      ? [
          `A killed Mosquitto can lose what it acknowledged since it last saved (up to ${atRisk.autosaveMs} ms before) ` +
            `and had not delivered: ${atRisk.readings} readings at that moment. That is a property of Mosquitto.`,
        ]
      : []),
    ...(drill.qos === 0
      ? [
          `At QoS 0 nothing is acknowledged, so nothing counts as lost; ${counts.unconfirmed} of ${counts.sent} readings ` +
            "that were sent did not arrive (unconfirmed).",
        ]
      : []),
    ...(drill.qos === 2 && counts.duplicates > 0
      ? [
          "At QoS 2 repeats come from the publisher, which sends again over a new connection what was not completed, and " +
            "from the bridge, whose session in Kafka is at least once.",
        ]
      : []),
    ...(drain.ended === "quiet"
      ? [
          `The drain ended because nothing new arrived for ${seconds(drain.quietMs)}; ` +
            `${drain.outstanding} readings were outstanding.`,
        ]
      : []),
    ...(gaps.length > 0
      ? [`Taps with gaps: ${gaps.map(([tap, all]) => `${tap} ${all.map(gapText).join(", ")}`).join("; ")}.`]
      : []),
  ];
}

function gapText({ fromMs, toMs }: { fromMs: number | null; toMs: number | null }): string {
  return `${fromMs === null ? "from the beginning" : seconds(fromMs)} to ${toMs === null ? "the end" : seconds(toMs)}`;
}

function anomalies({ anomalies: all, counts }: DrillReport): string[] {
  return Object.entries(all).flatMap(([word, readings]) => {
    if (readings.length === 0) return [];
    const shown = readings.slice(0, shownIds).map(({ device, run, seq, ...rest }) => {
      const hop = "hop" in rest ? `, ${rest.hop}` : "";
      return `- \`${device}\` seq ${seq} of run \`${run.slice(0, 8)}\`${hop}`;
    });
    const count = counts[word as keyof typeof counts];
    const more =
      readings.length > shownIds
        ? [
            `- … ${readings.length - shownIds} more in report.json${count > readings.length ? ", and others without a name" : ""}`,
          ]
        : [];
    return [`### ${word}: ${count}\n\n${[...shown, ...more].join("\n")}`];
  });
}

function recovery({ recovery: { ms, limitMs, cleanMs, uncleanStartMs }, ...report }: DrillReport): string {
  const limit = limitMs === null ? "nothing is promised" : `allowed: ${seconds(limitMs)}`;
  return [
    `- Recovery: ${ms === null ? "none, nothing new arrived any more" : seconds(ms)} (${limit}).`,
    ...(cleanMs === null ? [] : [`- After a planned restart of the same part: ${seconds(cleanMs)}.`]),
    ...(uncleanStartMs === null
      ? []
      : [`- Its start after the fault: ${seconds(uncleanStartMs)} until it was usable.`]),
    `- Longest silence at the consumer: ${seconds(report.longestSilenceMs)}.`,
    `- Drain: ${report.drain.ended} after ${seconds(report.drain.ms)}.`,
  ].join("\n");
}

function claims({
  claims: { lyingGreen, changes, brokerDropped, brokerQueuedMost, consumerLagMost },
}: DrillReport) {
  const lies = lyingGreen.map(
    ({ part, forMs, says }) =>
      `- **Lying green: ${part}** said "${says}" for ${seconds(forMs)} while readings waited before it and none passed.`,
  );
  const rows = Object.entries(changes).flatMap(([part, all]) =>
    all.map(({ atMs, healthy, says }) => [part, seconds(atMs), healthy ? "healthy" : "not healthy", says]),
  );
  const figures = `- Mosquitto: ${brokerDropped} dropped, at most ${brokerQueuedMost} stored. Consumer: lag at most ${consumerLagMost}.`;
  return [
    [...lies, figures].join("\n"),
    markdownTable(["part", "at", "", "it said"], rows, { figures: [1] }),
  ].join("\n\n");
}

/** Milliseconds as seconds with one decimal. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
