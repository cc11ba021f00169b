import { type TraceCarrier } from "../services/shared/reading/trace.ts";
import { type Bridge } from "../testbed/pipeline/bridge.ts";
import { type Runtime } from "../testbed/pipeline/runtime.ts";

/** Result of a benchmark in one runtime. */
export interface Finding {
  /** Figures by name, for targets and for programs. */
  readonly figures: Readonly<Record<string, number>>;
  /** Sentences for people: every round, the spread, the conditions. */
  readonly details: readonly string[];
  /** The bridges side by side, as Markdown that is padded for the terminal; of benchmarks that take other bridges. */
  readonly table?: string;
}

/** Results of a benchmark by runtime. */
export type Findings = Readonly<Partial<Record<Runtime, Finding>>>;

/** Returns a figure by its name; NaN if it could not be measured. */
export type Figures = (name: string) => number;

/** A target for figures of a benchmark in one runtime. */
export interface Target {
  readonly target: string;
  readonly shown: (figures: Figures) => string;
  /** Must be false if a figure is NaN. */
  readonly isMet: (figures: Figures) => boolean;
  /** Why, if it is missed. */
  readonly whyMissed?: string;
}

/** One measure of a benchmark, side by side in all runtimes: a row of the table in docs/benchmarks.md. */
export interface Measure {
  readonly measure: string;
  /** Target by runtime. A text: the reason for which the measure has none there. */
  readonly targets: Readonly<Record<Runtime, Target | string>>;
}

/** Conditions of a benchmark that is under way. */
export interface BenchmarkContext {
  /** Runtimes in which it is carried out: processes, or processes and containers in turns. */
  readonly runtimes: readonly Runtime[];
  /** Bridges to measure besides the project's own ones; none in benchmarks that do not take them. */
  readonly bridges: readonly Bridge[];
  readonly traceCarrier: TraceCarrier;
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
  /** Whether it measures other bridges, too: as processes. */
  readonly takesBridges: boolean;
  /** Length, about, in each of them. */
  readonly minutes: Readonly<Record<Runtime, number>>;
  readonly measures: readonly Measure[];
  /** Measures in the runtimes of the context. Where runtimes are compared, they take turns. */
  run(context: BenchmarkContext): Promise<Findings>;
}
