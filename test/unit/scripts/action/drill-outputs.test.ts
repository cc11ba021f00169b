import { expect, test } from "vitest";
import { drillOutputs } from "../../../../scripts/action/drill-outputs.ts";

test.each<[string | undefined, number | null, readonly string[]]>([
  ['{"verdict":"inside","lost":0}', 0, ["inside", "0", "0"]],
  ['{"verdict":"outside","lost":7}', 1, ["outside", "7", "1"]],
  ['{"verdict":"not-carried-out","lost":null}', 3, ["not-carried-out", "", "3"]],
  ['{"verdict":"not-carried-out","lost":0}', null, ["not-carried-out", "0", "130"]],
  [undefined, 2, ["not-carried-out", "", "2"]],
  [undefined, 0, ["not-carried-out", "", "3"]],
  [undefined, null, ["not-carried-out", "", "3"]],
])(
  "drills with %s that end with %s have the verdict, losses and exit code %j",
  (matrix, exitCode, outputs) => {
    expect(Object.values(drillOutputs(matrix, exitCode))).toEqual(outputs);
  },
);
