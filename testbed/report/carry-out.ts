import { join } from "node:path";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type RunHooks } from "../run/hooks.ts";
import { onOwnPipeline } from "../run/own-pipeline.ts";
import { type RunOptions } from "../run/run-options.ts";
import { type RunKind } from "./run-kind.ts";
import { writeReport } from "./write-report.ts";

/** A run and its report. */
export interface ReportedRun<Run, Report> {
  readonly run: Run;
  readonly report: Report;
}

/** Hooks of a run whose report is written. */
export interface CarryOutHooks<Report> extends RunHooks {
  /** Called before the report is written, because writing can fail on a full disk. */
  readonly onReport?: (report: Report) => void;
}

/** Carries out a run on a running pipeline. @throws the errors of the kind's `runOn` */
export async function carryOutOn<Options extends RunOptions, Run, Report>(
  kind: RunKind<Options, Run, Report>,
  pipeline: Pipeline,
  options: Options,
  hooks: RunHooks,
  startedAt = new Date(),
): Promise<ReportedRun<Run, Report>> {
  const run = await kind.runOn(pipeline, options, hooks);
  return { run, report: kind.toReport(options, run, startedAt) };
}

/**
 * Carries out a run on a temporary pipeline and writes its report and the logs of the parts into `folder`. Nothing is left
 * running, also after an error.
 * @throws {ReportWriteError}, and the errors of the pipeline's start and of the kind's `runOn`
 */
export async function carryOut<Options extends RunOptions, Run, Report>(
  kind: RunKind<Options, Run, Report>,
  options: Options,
  folder: string,
  hooks: CarryOutHooks<Report>,
): Promise<Report> {
  const startedAt = new Date();
  const pipelineOptions = { ...kind.pipelineOptions(options), keepLogsIn: join(folder, "logs") };
  const { report } = await onOwnPipeline(options, pipelineOptions, hooks, (pipeline) =>
    carryOutOn(kind, pipeline, options, hooks, startedAt),
  );
  await deliver(kind, report, folder, hooks);
  return report;
}

/** Passes a report to its caller, then writes it and the kind's texts into `folder`. @throws {ReportWriteError} */
export async function deliver<Report>(
  { texts }: Pick<RunKind<RunOptions, unknown, Report>, "texts">,
  report: Report,
  folder: string,
  { onReport }: Pick<CarryOutHooks<Report>, "onReport">,
): Promise<void> {
  onReport?.(report);
  await writeReport(folder, {
    "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
    ...texts(report),
  });
}
