import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { matrixJudgement } from "./matrix-verdict.ts";

/** Returns the matrix as data. `cells`: number of drills in the whole matrix. */
export function matrixJson(results: readonly SeriesResult<DrillReport>[], cells: number) {
  const { verdict, lost } = matrixJudgement(results, cells);
  return { version: 1, complete: results.length === cells, verdict, lost, cells: results } as const;
}
