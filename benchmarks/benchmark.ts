import { type Runtime } from "../testbed/pipeline/runtime.ts";

/** Result of a benchmark. */
export interface Finding {
  /** Figures by name, for targets and for programs. */
  readonly figures: Readonly<Record<string, number>>;
  /** Sentences for people: every round, the spread, the conditions. */
  readonly details: readonly string[];
}

/** Returns a figure by its name; NaN if it was not measured. */
export type Figures = (name: string) => number;

/** A target for figures of a benchmark. */
export interface Target {
  readonly measure: string;
  readonly target: string;
  readonly shown: (figures: Figures) => string;
  readonly isMet: (figures: Figures) => boolean;
  /** Why, if it is missed. */
  readonly whyMissed?: string;
}

/** Conditions of a benchmark that is under way. */
export interface BenchmarkContext {
  readonly runtime: Runtime;
  /** Shows a line of progress. */
  readonly progress: (line: string) => void;
  /** Ends the benchmark early. */
  readonly signal: AbortSignal;
}

/** One of the project's own measurements. */
export interface Benchmark {
  readonly name: string;
  /** Runtimes in which it can be carried out. */
  readonly runtimes: readonly Runtime[];
  readonly targets: readonly Target[];
  run(context: BenchmarkContext): Promise<Finding>;
}
