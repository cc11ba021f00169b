import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { recoveryTime } from "../text/recovery-time.ts";
import { outcomeText } from "../text/verdict-line.ts";

/** Returns a cell of the matrix in one line, for the terminal. */
export function cellLine({ report, reason }: SeriesResult<DrillReport>): string {
  if (report === undefined) return `not carried out: ${escapedText(reason.split("\n", 1)[0] ?? "")}`;
  const { counts, outcome } = report;
  const verdict = outcomeText(report);
  return `${outcome === "inside" ? verdict : verdict.toUpperCase()}, ${counts.acknowledged} acknowledged, ${counts.lost} lost, ${counts.duplicates} duplicates, recovery ${recoveryText(report)}`;
}

/** Returns the {@link recoveryTime} of a drill; "–" without a fault. */
export function recoveryText(report: DrillReport): string {
  return report.fault === null ? "–" : recoveryTime(report);
}
