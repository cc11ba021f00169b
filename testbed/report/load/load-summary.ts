import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { forCount } from "../../counted.ts";
import { anomalyWords } from "../../ledger/verdict/counted-words.ts";
import { lateMadeMs } from "../../load/late-made-ms.ts";
import { effectNotes } from "../text/effect-notes.ts";
import { figure } from "../text/figure.ts";
import { freeNotes } from "../text/free-notes.ts";
import { independentReadingNotes } from "../text/independent-reading-notes.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { type LoadReport } from "./load-report.ts";
import { loadTitle, lossNotes, paceWarning, recoveryText, spanLabels, stageLabels } from "./load-words.ts";

const shownCounts = [
  ...["made", "acknowledged", "unknown", "consumed"],
  ...anomalyWords,
] as const satisfies readonly (keyof LoadReport["counts"])[];

/** Returns the text of a load report for the terminal, with the verdict last. */
export function loadSummary(report: LoadReport): string {
  const counts = shownCounts.map((word) => `${word} ${figure(report.counts[word])}`);
  const warning = paceWarning(report);
  const recovery = recoveryText(report);
  return [
    `${loadTitle(report)}:${warning === undefined ? "" : ` ${warning}`}`,
    ...latencyLines(report),
    ...throughputLines(report),
    `  readings: ${counts.join(", ")}`,
    ...(recovery === undefined ? [] : [`  recovery ${recovery}`]),
    ...usageLines(report),
    `  ${testerLine(report)}`,
    ...[
      ...effectNotes(report),
      ...lossNotes(report),
      ...independentReadingNotes(report),
      ...freeNotes(report),
    ].map((note) => `  ${note}`),
    ...report.bottleneck.map((reason) => `  The tester may have been the bottleneck: ${reason}.`),
    [verdictLine(report), warning ?? ""].join(" ").trim(),
  ]
    .map(escapedText)
    .join("\n");
}

/** Returns one line on the health of the tester itself. */
function testerLine({ tester }: LoadReport): string {
  const { publisherDelayMs, testerDelayMs, madeLate, latestMs, machinePercent } = tester;
  const publisher =
    publisherDelayMs === null
      ? "not known"
      : `${publisherDelayMs.p99} ms (p99; at most ${publisherDelayMs.max} ms)`;
  return (
    `tester: event-loop delay of the publisher ${publisher}, of this process ${testerDelayMs.p99} ms; ` +
    `${figure(madeLate)} ${forCount(madeLate, "reading", "readings")} made more than ${lateMadeMs} ms late (at most ${latestMs} ms); CPU usage of the machine ${machinePercent} %`
  );
}

function latencyLines({ latencyMs }: LoadReport): string[] {
  const columns = ["p50", "p90", "p99", "p999", "max"] as const;
  const cell = (text: string) => text.padStart(10);
  const rows = Object.entries(latencyMs).map(([span, latencies]) => {
    const cells = columns.map((column) => cell(latencies === null ? "–" : latencies[column].toFixed(1)));
    return `  ${spanLabels[span as keyof typeof spanLabels].padEnd(26)}${cells.join("")}`;
  });
  const head = `  ${"latency, ms".padEnd(26)}${["p50", "p90", "p99", "p99.9", "max"].map(cell).join("")}`;
  return [head, ...rows];
}

function throughputLines({ throughput }: LoadReport): string[] {
  const { untilDrained, ...stages } = throughput;
  const rates = Object.entries(stages).map(
    ([stage, rate]) => `${stageLabels[stage as keyof typeof stages]} ${figure(rate)}`,
  );
  return [`  readings/s: ${rates.join(", ")}; until drained ${figure(untilDrained)}`];
}

function usageLines({ usage }: LoadReport): string[] {
  const parts = Object.entries(usage).map(([part, used]) =>
    used === null
      ? `${part} not known`
      : `${part} ${used.cpuSeconds} s, ${Math.round(used.peakMiB)} MiB${used.isOfWhole ? "" : " (since its restart)"}`,
  );
  return [`  CPU time and peak memory: ${parts.join("; ")}`];
}
