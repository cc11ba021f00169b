import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { seconds } from "../text/seconds.ts";
import { outcomeText } from "../text/verdict-line.ts";

/** Returns a cell of the matrix in one line, for the terminal. */
export function cellLine({ report, reason }: SeriesResult<DrillReport>): string {
  if (report === undefined) return `not carried out: ${escapedText(reason.split("\n", 1)[0] ?? "")}`;
  const { counts, outcome } = report;
  const verdict = outcomeText(report);
  return `${outcome === "inside" ? verdict : verdict.toUpperCase()}, ${counts.acknowledged} acknowledged, ${counts.lost} lost, ${counts.duplicates} duplicates, recovery ${recoveryText(report)}`;
}

/** Returns the recovery time of a drill; "never" if no new reading arrived, "–" without a fault. */
export function recoveryText({ fault, recovery: { ms } }: DrillReport): string {
  if (fault === null) return "–";
  return ms === null ? "never" : seconds(ms);
}
