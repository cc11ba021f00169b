import { type Pipeline } from "../pipeline/pipeline.ts";
import { type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type RunHooks } from "../run/hooks.ts";
import { type RunOptions } from "../run/run-options.ts";

/** A kind of run, drill or load run, with its pipeline, execution and report. */
export interface RunKind<Options extends RunOptions, Run, Report> {
  /** Returns the options of the pipeline for a run. */
  readonly pipelineOptions: (options: Options) => TemporaryPipelineOptions;
  /** Carries out a run on a pipeline that was started with `pipelineOptions`. */
  readonly runOn: (pipeline: Pipeline, options: Options, hooks: RunHooks) => Promise<Run>;
  readonly toReport: (options: Options, run: Run, startedAt: Date) => Report;
  /** Returns the texts of a report's files by name, except report.json. */
  readonly texts: (report: Report) => Readonly<Record<string, string>>;
}
