import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";

/** Returns the matrix as data. `cells`: number of drills in the whole matrix. */
export function matrixJson(results: readonly SeriesResult<DrillReport>[], cells: number) {
  return { version: 1, complete: results.length === cells, cells: results } as const;
}
