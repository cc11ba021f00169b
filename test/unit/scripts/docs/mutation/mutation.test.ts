import { expect, test } from "vitest";
import {
  folderScores,
  type MutatedFiles,
  survivors,
} from "../../../../../scripts/docs/mutation/mutation-scores.ts";
import { mutationTable, survivorsList } from "../../../../../scripts/docs/mutation/mutation-table.ts";

const at = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
});

const files: MutatedFiles = {
  "testbed/report/median.ts": {
    source: "const a =\n  b < c;\n",
    mutants: [
      { mutatorName: "EqualityOperator", replacement: "b <= c", status: "Survived", location: at(2, 3, 8) },
      { mutatorName: "ConditionalExpression", replacement: "true", status: "Killed", location: at(2, 3, 8) },
      {
        mutatorName: "ConditionalExpression",
        replacement: "false",
        status: "Ignored",
        location: at(2, 3, 8),
      },
    ],
  },
  "testbed/ledger/ledger.ts": {
    source: "x();\n",
    mutants: [
      { mutatorName: "BlockStatement", replacement: "{}", status: "NoCoverage", location: at(1, 1, 4) },
      { mutatorName: "BlockStatement", replacement: "{}", status: "Timeout", location: at(1, 1, 4) },
      { mutatorName: "BlockStatement", replacement: "{}", status: "CompileError", location: at(1, 1, 4) },
    ],
  },
};

test("a score is the share of mutants that a test noticed, or that ran into the time limit", () => {
  expect(folderScores(files)).toEqual([
    { folder: "testbed/ledger", detected: 1, survived: 1, score: 0.5, target: 0.95 },
    { folder: "testbed/report", detected: 1, survived: 1, score: 0.5, target: 0.85 },
  ]);
});

test("a folder without mutants has the full score", () => {
  expect(folderScores({ "testbed/run/a.ts": { source: "", mutants: [] } })).toMatchObject([{ score: 1 }]);
});

test("survivors are named by file, line and change", () => {
  expect(survivorsList(survivors(files))).toBe(
    [
      "- `testbed/ledger/ledger.ts`",
      "  - line 1: `x()` → `{}`",
      "- `testbed/report/median.ts`",
      "  - line 2: `b < c` → `b <= c`",
    ].join("\n"),
  );
});

test("a score is rounded down: it never looks as if it reached its target", () => {
  const score = { folder: "a", detected: 9_499, survived: 501, score: 0.9499, target: 0.95 };
  expect(mutationTable([score])).toContain("94.9 % | 95.0 %");
});
