import { defaultBudget } from "./judgement/budget.ts";
import { type RunOptions } from "./run-options.ts";

/** Default options of a run, for command line, library, tests and benchmarks. */
export const runDefaults = {
  runtime: "local",
  qos: 1,
  traceCarrier: "properties",
  seed: 7,
  lateAfterMs: 30_000,
  budget: defaultBudget,
} as const satisfies Partial<RunOptions>;
