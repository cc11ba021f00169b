import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { seconds } from "../text/seconds.ts";

/** Returns a cell of the matrix in one line, for the terminal. */
export function cellLine({ report, reason = "" }: SeriesResult<DrillReport>): string {
  if (report === undefined) return `not carried out: ${reason.split("\n", 1)[0]}`;
  const { counts, outside } = report;
  const verdict =
    outside.length === 0
      ? "inside"
      : `OUTSIDE: ${outside.map(({ word, count }) => `${word} ${count}`).join(", ")}`;
  return `${verdict}, ${counts.acknowledged} acknowledged, ${counts.lost} lost, ${counts.duplicates} duplicates, recovery ${recoveryText(report)}`;
}

/** Returns the recovery time of a drill; "never" if no new reading arrived. */
export function recoveryText({ recovery: { ms } }: DrillReport): string {
  return ms === null ? "never" : seconds(ms);
}
