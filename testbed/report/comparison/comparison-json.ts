import { isVerdict } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type LoadReport } from "../load/load-report.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { comparedBridges, comparedFigures, figureOf, roundsOf } from "./compared-bridges.ts";

/** Returns the comparison as data, with the figures of every run. */
export function comparisonJson(runs: readonly SeriesResult<LoadReport>[]) {
  const rounds = roundsOf(runs);
  return {
    version: 1,
    bridges: comparedBridges(runs),
    runs: runs.map(({ bridge, name: round, report, reason }) => ({
      ...{
        bridge,
        round: rounds.indexOf(round) + 1,
        reason: reason ?? (report && !isVerdict(report.outcome) ? verdictLine(report) : null),
      },
      ...Object.fromEntries(
        comparedFigures.map((name) => [name, (report && figureOf[name](report)) ?? null]),
      ),
      counts: report?.counts ?? null,
      bottleneck: report?.bottleneck ?? [],
    })),
  } as const;
}
