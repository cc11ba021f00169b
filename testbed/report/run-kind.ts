import { type Pipeline } from "../pipeline/pipeline.ts";
import { type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type RunHooks } from "../run/hooks.ts";
import { type RunOptions } from "../run/run-options.ts";

/** A kind of run, drill or load run: how it is carried out, and how it is reported. */
export interface RunKind<Options extends RunOptions, Run, Report> {
  /** Returns what a pipeline is started with for a run. */
  readonly pipelineOptions: (options: Options) => TemporaryPipelineOptions;
  /** Carries out a run on a pipeline that was started with these. */
  readonly runOn: (pipeline: Pipeline, options: Options, hooks: RunHooks) => Promise<Run>;
  readonly toReport: (options: Options, run: Run, startedAt: Date) => Report;
  /** Returns the texts of a report's files by name; report.json is not among them. */
  readonly texts: (report: Report) => Readonly<Record<string, string>>;
}
