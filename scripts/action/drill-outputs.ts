import { exitCodes } from "../../testbed/cli/exit-codes.ts";
import { type matrixJson } from "../../testbed/report/matrix/matrix-json.ts";

/** Outputs of the drills; the action passes on the first two. */
export interface DrillOutputs {
  readonly verdict: ReturnType<typeof matrixJson>["verdict"];
  /** Lost readings of all drills; "": no drill has a report. */
  readonly lost: string;
  readonly "exit-code": string;
}

/** Returns the outputs of drills with this `matrix.json` and this exit code. `undefined`: no drill was started. */
export function drillOutputs(matrix: string | undefined, exitCode: number | null): DrillOutputs {
  // An end without a verdict is no success: --help, for example, has exit code 0.
  if (matrix === undefined) {
    return {
      ...{ verdict: "not-carried-out", lost: "" },
      "exit-code": String(exitCode || exitCodes["not carried out"]),
    };
  }
  const { verdict, lost } = JSON.parse(matrix) as ReturnType<typeof matrixJson>;
  return {
    ...{ verdict, lost: lost === null ? "" : String(lost) },
    "exit-code": String(exitCode ?? exitCodes.interrupted),
  };
}
