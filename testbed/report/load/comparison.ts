import { type SeriesResult } from "../../run/series.ts";
import { markdownTable } from "../markdown-table.ts";
import { median } from "../median.ts";
import { type LoadReport } from "./load-report.ts";
import { figure } from "./load-words.ts";

/** A figure of a bridge over the rounds; the ratio is to the first bridge, taken round by round. */
export interface ComparedFigure {
  readonly median: number;
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number } | undefined;
}

/** What is compared. */
export const comparedFigures = ["readingsPerSecond", "p50Ms", "p99Ms", "cpuSeconds", "peakMiB"] as const;

/** One of {@link comparedFigures}. */
export type ComparedName = (typeof comparedFigures)[number];

/** What became of a bridge's readings over all rounds. */
export type ComparedCounts = Readonly<Record<"lost" | "duplicates" | "reordered", number>>;

/** A bridge in a comparison. */
export interface ComparedBridge {
  readonly bridge: string;
  /** `undefined` where no run has it. */
  readonly figures: Readonly<Record<ComparedName, ComparedFigure | undefined>>;
  readonly counts: ComparedCounts;
}

const figureOf: Readonly<Record<ComparedName, (report: LoadReport) => number | undefined>> = {
  readingsPerSecond: ({ throughput }) => throughput.untilDrained,
  p50Ms: ({ latencyMs }) => latencyMs.endToEnd?.p50,
  p99Ms: ({ latencyMs }) => latencyMs.endToEnd?.p99,
  cpuSeconds: ({ usage }) => usage.bridge?.cpuSeconds,
  peakMiB: ({ usage }) => usage.bridge?.peakMiB,
};

/** Holds bridges against the first of them. Only runs that came to their end count. */
export function comparedBridges(runs: readonly SeriesResult<LoadReport>[]): ComparedBridge[] {
  const whole = runs.filter(({ report }) => report?.incomplete === null);
  const names = [...new Set(runs.map(({ bridge }) => bridge))];
  const figureIn = (bridge: string | undefined, round: string, name: ComparedName) => {
    const report = whole.find((run) => run.bridge === bridge && run.name === round)?.report;
    return report && figureOf[name](report);
  };
  const rounds = roundsOf(runs);
  return names.map((bridge) => {
    const compared = (name: ComparedName): ComparedFigure | undefined => {
      const values = rounds.flatMap((round) => figureIn(bridge, round, name) ?? []);
      if (values.length === 0) return undefined;
      const ratios = rounds.flatMap((round) => {
        const first = figureIn(names[0], round, name);
        const own = figureIn(bridge, round, name);
        return first && own !== undefined ? [own / first] : [];
      });
      const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
      return { median: median(values), ratio: ratios.length === 0 ? undefined : ratio };
    };
    const reports = whole.filter((run) => run.bridge === bridge).flatMap(({ report }) => report ?? []);
    const sum = (word: keyof ComparedCounts) =>
      reports.reduce((total, { counts }) => total + counts[word], 0);
    return {
      bridge,
      figures: Object.fromEntries(comparedFigures.map((name) => [name, compared(name)])) as Record<
        ComparedName,
        ComparedFigure | undefined
      >,
      counts: { lost: sum("lost"), duplicates: sum("duplicates"), reordered: sum("reordered") },
    };
  });
}

const columns: Readonly<Record<ComparedName, string>> = {
  readingsPerSecond: "readings/s",
  p50Ms: "p50, ms",
  p99Ms: "p99, ms",
  cpuSeconds: "CPU, s",
  peakMiB: "memory, MiB",
};

/** The comparison as Markdown that reads well on a terminal, too. */
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

/** The comparison as data, with the figures of every run. */
export function comparisonJson(runs: readonly SeriesResult<LoadReport>[]) {
  const rounds = roundsOf(runs);
  return {
    version: 1,
    bridges: comparedBridges(runs),
    runs: runs.map(({ bridge, name: round, report, reason }) => ({
      ...{ bridge, round: rounds.indexOf(round) + 1, reason: reason ?? report?.incomplete ?? null },
      ...Object.fromEntries(
        comparedFigures.map((name) => [name, (report && figureOf[name](report)) ?? null]),
      ),
      counts: report?.counts ?? null,
      bottleneck: report?.bottleneck ?? [],
    })),
  } as const;
}

/** Returns the names of the rounds; in each of them every bridge has its turn. */
function roundsOf(runs: readonly SeriesResult<LoadReport>[]): string[] {
  return [...new Set(runs.map(({ name }) => name))];
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
