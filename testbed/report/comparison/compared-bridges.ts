import { isVerdict } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type LoadReport } from "../load/load-report.ts";
import { median } from "../median.ts";

/** Median of a bridge's figure over the rounds, and the per-round ratios to the first bridge. */
export interface ComparedFigure {
  readonly median: number;
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number } | undefined;
}

/** Names of the compared figures. */
export const comparedFigures = ["readingsPerSecond", "p50Ms", "p99Ms", "cpuSeconds", "peakMiB"] as const;

/** One of {@link comparedFigures}. */
export type ComparedName = (typeof comparedFigures)[number];

/** Counts of a bridge, summed over all rounds. */
export type ComparedCounts = Readonly<Record<"lost" | "duplicates" | "reordered", number>>;

/** A bridge in a comparison. */
export interface ComparedBridge {
  readonly bridge: string;
  /** `undefined` if no run has the figure. */
  readonly figures: Readonly<Record<ComparedName, ComparedFigure | undefined>>;
  readonly counts: ComparedCounts;
}

/** Returns a figure of a run; `undefined` if it was not measured. */
export const figureOf: Readonly<Record<ComparedName, (report: LoadReport) => number | undefined>> = {
  readingsPerSecond: ({ throughput }) => throughput.untilDrained,
  p50Ms: ({ latencyMs }) => latencyMs.endToEnd?.p50,
  p99Ms: ({ latencyMs }) => latencyMs.endToEnd?.p99,
  cpuSeconds: ({ usage }) => usage.bridge?.cpuSeconds,
  peakMiB: ({ usage }) => usage.bridge?.peakMiB,
};

/** Returns the bridges compared with the first of them. Only runs with a verdict count. */
export function comparedBridges(runs: readonly SeriesResult<LoadReport>[]): ComparedBridge[] {
  const judged = runs.flatMap(({ bridge, name, report }) =>
    report !== undefined && isVerdict(report.outcome) ? [{ bridge, name, report }] : [],
  );
  const names = [...new Set(runs.map(({ bridge }) => bridge))];
  const figureIn = (bridge: string | undefined, round: string, name: ComparedName) => {
    const report = judged.find((run) => run.bridge === bridge && run.name === round)?.report;
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
    const own = judged.filter((run) => run.bridge === bridge);
    const sum = (word: keyof ComparedCounts) =>
      own.reduce((total, { report: { counts } }) => total + counts[word], 0);
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

/** Returns the names of the rounds; each round has one run of every bridge. */
export function roundsOf(runs: readonly SeriesResult<LoadReport>[]): string[] {
  return [...new Set(runs.map(({ name }) => name))];
}
