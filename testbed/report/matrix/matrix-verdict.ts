import { type Outcome } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { lostAtText } from "../text/lost-at-text.ts";

/** Verdicts on a whole matrix in words, the gravest first: as in the exit code, a missing verdict outweighs one outside. */
const verdicts = {
  "no-verdict": "No verdict",
  "not-carried-out": "Not carried out",
  outside: "Outside the budget",
  inside: "Inside the budget",
} as const;

/** Verdict on a whole matrix. */
export type MatrixVerdict = keyof typeof verdicts;

const verdictOf: Readonly<Record<Outcome, MatrixVerdict>> = {
  inside: "inside",
  outside: "outside",
  "not carried out": "not-carried-out",
  "no verdict": "no-verdict",
  "not completed": "no-verdict",
  "checker contradicts itself": "no-verdict",
};

/** Judgement of a whole matrix. */
export interface MatrixJudgement {
  readonly verdict: MatrixVerdict;
  /** Number of drills with that verdict. */
  readonly drills: number;
  /** Lost readings of all drills; `null`: no drill has a report. */
  readonly lost: number | null;
}

/** Judges a matrix of so many cells by the results so far: a cell without a result is not carried out. */
export function matrixJudgement(
  results: readonly SeriesResult<DrillReport>[],
  cells: number,
): MatrixJudgement {
  const reports = results.flatMap(({ report }) => report ?? []);
  const missing = Array.from({ length: cells - reports.length }, (): MatrixVerdict => "not-carried-out");
  const all = [...reports.map(({ outcome }) => verdictOf[outcome]), ...missing];
  const words = Object.keys(verdicts) as MatrixVerdict[];
  const verdict = words.find((word) => all.includes(word)) ?? "not-carried-out";
  return {
    verdict,
    drills: all.filter((word) => word === verdict).length,
    lost: reports.length === 0 ? null : reports.reduce((sum, { counts }) => sum + counts.lost, 0),
  };
}

/** Returns the judgement in one line, such as "Outside the budget: 1 of 3 drills. Lost: 7 (bridge-kafka 7)." */
export function matrixVerdictLine(results: readonly SeriesResult<DrillReport>[], cells: number): string {
  const { verdict, drills, lost } = matrixJudgement(results, cells);
  const hops = lostAtText(results.flatMap(({ report }) => report?.lostAt ?? []));
  const loss = lost === null ? "" : ` Lost: ${lost}${hops && ` (${hops})`}.`;
  return `${verdicts[verdict]}: ${drills} of ${cells} drills.${loss}`;
}
