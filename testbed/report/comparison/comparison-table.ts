import { isVerdict } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type LoadReport } from "../load/load-report.ts";
import { paceWarning } from "../load/load-words.ts";
import { figure } from "../text/figure.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { markdownText } from "../text/markdown-text.ts";
import { verdictLine } from "../text/verdict-line.ts";
import {
  type ComparedFigure,
  type ComparedName,
  comparedBridges,
  comparedFigures,
} from "./compared-bridges.ts";

const columns: Readonly<Record<ComparedName, string>> = {
  readingsPerSecond: "readings/s",
  p50Ms: "p50, ms",
  p99Ms: "p99, ms",
  cpuSeconds: "CPU, s",
  peakMiB: "memory, MiB",
};

/** Returns the comparison as Markdown, padded for the terminal. */
export function comparisonTable(runs: readonly SeriesResult<LoadReport>[]): string {
  const rows = comparedBridges(runs).map(({ bridge, figures, counts }) => [
    markdownText(bridge),
    ...comparedFigures.map((name) => cellOf(figures[name])),
    ...Object.values(counts).map(figure),
  ]);
  const notes = runs.flatMap(({ bridge, name, report, reason }) => {
    const run = `- ${markdownText(bridge)}, ${name}`;
    if (report === undefined)
      return [`${run}: not carried out: ${markdownText(reason.split("\n", 1)[0] ?? "")}`];
    if (!isVerdict(report.outcome)) return [`${run}: ${markdownText(verdictLine(report))}`];
    const causes = report.bottleneck.map((cause) => `the tester may have been the bottleneck: ${cause}`);
    return [paceWarning(report) ?? [], causes].flat().map((note) => `${run}: ${note}`);
  });
  const head = ["bridge", ...comparedFigures.map((name) => columns[name]), "lost", "duplicates", "reordered"];
  const table = markdownTable(head, rows, { figures: [...head.keys()].slice(1), padded: true });
  const explanation =
    "Medians over the rounds. In brackets: ratio to the first bridge, calculated for each round, as median and, if the " +
    "rounds differ, minimum–maximum. readings/s: readings that arrived after the warm-up, divided by the time from its end " +
    "to the last arrival. Latencies: end to end. CPU, memory: process of the bridge. lost, duplicates, reordered: sums over the rounds.";
  return [table, explanation, ...(notes.length > 0 ? [notes.join("\n")] : [])].join("\n\n");
}

function cellOf(compared: ComparedFigure | undefined): string {
  if (compared === undefined) return "–";
  const { median: value, ratio } = compared;
  if (ratio === undefined) return figure(value);
  const times = (factor: number) => factor.toFixed(2);
  const spread =
    times(ratio.least) === times(ratio.most) ? "" : `, ${times(ratio.least)}–${times(ratio.most)}`;
  return `${figure(value)} (${times(ratio.median)} ×${spread})`;
}
