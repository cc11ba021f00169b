import { type Runtime } from "../../testbed/pipeline/runtime.ts";

/** Returns the name of a benchmark's result in docs/benchmarks.json. */
export function resultName(benchmark: string, runtime: Runtime): string {
  return runtime === "local" ? benchmark : `${benchmark} on compose`;
}
