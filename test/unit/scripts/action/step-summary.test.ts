import { expect, test } from "vitest";
import { stepSummary } from "../../../../scripts/action/step-summary.ts";

test("a summary is the matrix with a link to the artifact, or says why there is none", () => {
  expect(stepSummary("# Drill matrix\n", "0", "https://host/1")).toBe(
    "# Drill matrix\n\n[Reports, logs and JUnit](https://host/1)\n",
  );
  expect(stepSummary("# Drill matrix\n", "0", "")).toBe("# Drill matrix\n");
  expect(stepSummary(undefined, "2", "")).toBe(
    "**Not carried out** (exit code 2): the log of the step has the reason.\n",
  );
});
