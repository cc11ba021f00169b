import { defaultBudget } from "./budget.ts";
import { type RunOptions } from "./run-options.ts";

/** Options of a run that the user need not give, for command line, library, tests and benchmarks. */
export const runDefaults = {
  runtime: "local",
  qos: 1,
  traceCarrier: "properties",
  seed: 7,
  lateAfterMs: 30_000,
  budget: defaultBudget,
} as const satisfies Partial<RunOptions>;
