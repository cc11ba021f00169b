import { expect, test } from "vitest";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { matrixJudgement, matrixVerdictLine } from "../../../../../testbed/report/matrix/matrix-verdict.ts";
import { type Outcome } from "../../../../../testbed/run/judgement/outcome.ts";
import { type SeriesResult } from "../../../../../testbed/run/series.ts";
import { plantedCounts, plantedDrillReport } from "../drill/planted-drill-report.ts";

type Cell = Outcome | "failed";

function cell(outcome: Cell): SeriesResult<DrillReport> {
  const names = { name: "kill bridge qos 1", bridge: "mine" };
  if (outcome === "failed") return { ...names, report: undefined, reason: "no space" };
  const { lostAt } = plantedDrillReport();
  const loss = { counts: plantedCounts({ lost: 3 }), lostAt: { ...lostAt, "bridge-kafka": 3 } };
  return { ...names, report: plantedDrillReport({ outcome, ...(outcome === "outside" ? loss : {}) }) };
}

test.each<[readonly Cell[], number, ReturnType<typeof matrixJudgement>]>([
  [["inside", "inside"], 2, { verdict: "inside", drills: 2, lost: 0 }],
  [["inside", "outside", "outside"], 3, { verdict: "outside", drills: 2, lost: 6 }],
  [["outside", "not carried out"], 2, { verdict: "not-carried-out", drills: 1, lost: 3 }],
  [["outside", "failed"], 2, { verdict: "not-carried-out", drills: 1, lost: 3 }],
  [["inside"], 3, { verdict: "not-carried-out", drills: 2, lost: 0 }],
  [["failed", "no verdict"], 2, { verdict: "no-verdict", drills: 1, lost: 0 }],
  [["not completed", "outside"], 2, { verdict: "no-verdict", drills: 1, lost: 3 }],
  [["checker contradicts itself"], 1, { verdict: "no-verdict", drills: 1, lost: 0 }],
  [["failed"], 1, { verdict: "not-carried-out", drills: 1, lost: null }],
  [[], 1, { verdict: "not-carried-out", drills: 1, lost: null }],
])("drills that are %j of %i are together %j", (outcomes, cells, judgement) => {
  expect(matrixJudgement(outcomes.map(cell), cells)).toEqual(judgement);
});

test("the verdict in one line has the number of drills, and the losses with their hops", () => {
  expect(matrixVerdictLine([cell("inside")], 1)).toBe("Inside the budget: 1 of 1 drills. Lost: 0.");
  expect(matrixVerdictLine([cell("outside"), cell("outside"), cell("inside")], 3)).toBe(
    "Outside the budget: 2 of 3 drills. Lost: 6 (bridge-kafka 6).",
  );
  expect(matrixVerdictLine([cell("failed")], 1)).toBe("Not carried out: 1 of 1 drills.");
});
