import { type SeriesResult } from "../../run/series.ts";
import { type LoadReport } from "../load/load-report.ts";
import { figure } from "../text/figure.ts";
import { markdownTable } from "../text/markdown-table.ts";
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
    bridge,
    ...comparedFigures.map((name) => cellOf(figures[name])),
    ...Object.values(counts).map(figure),
  ]);
  const notes = runs.flatMap(({ bridge, name, report, reason }) => {
    const run = `- ${bridge}, ${name}`;
    if (report === undefined) return [`${run}: not carried out: ${reason?.split("\n", 1)[0]}`];
    if (report.incomplete !== null) return [`${run}: not to its end: ${report.incomplete.split("\n", 1)[0]}`];
    return report.bottleneck.map((why) => `${run}: the tester may have been the bottleneck: ${why}`);
  });
  const head = ["bridge", ...comparedFigures.map((name) => columns[name]), "lost", "duplicates", "reordered"];
  const table = markdownTable(head, rows, { figures: [...head.keys()].slice(1), padded: true });
  const explanation =
    "Medians over the rounds; in brackets the ratio to the first bridge, taken round by round: its median, and from the " +
    "least to the most where they differ. Readings/s: all that arrived, from the first that was made to the last that " +
    "arrived. Latencies end to end. CPU and memory: of the bridge's process. Sums of all rounds: lost, duplicates, reordered.";
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
