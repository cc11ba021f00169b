import { type Runtime } from "../testbed/pipeline/runtime.ts";

/** What a benchmark found. */
export interface Finding {
  /** By name, for targets and for machines. */
  readonly figures: Readonly<Record<string, number>>;
  /** Sentences for people: every round, the spread, what stands behind the figures. */
  readonly details: readonly string[];
}

/** One of the project's own measurements. */
export interface Benchmark {
  readonly name: string;
  /** Where it can be carried out. */
  readonly runtimes: readonly Runtime[];
  /** Told of how far it is; ends early when the signal is aborted. */
  run(progress: (line: string) => void, signal: AbortSignal, runtime: Runtime): Promise<Finding>;
}
