import { join } from "node:path";
import { inspect } from "node:util";
import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";
import { firstError } from "../first-error.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type RunHooks } from "../run/hooks.ts";
import { onOwnPipeline } from "../run/own-pipeline.ts";
import { RunError } from "../run/run-error.ts";
import { runFailure } from "../run/run-failure.ts";
import { type RunOptions } from "../run/run-options.ts";
import { type RunKind } from "./run-kind.ts";
import { writeReport } from "./write-report.ts";

/** File with the whole error of a run that failed, beside the logs of the parts. */
export const failureFile = "failure.txt";

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

/**
 * Carries out a run on a running pipeline.
 * @throws {RunError} for every failure; the signal's reason if it is aborted
 */
export async function carryOutOn<Options extends RunOptions, Run, Report>(
  kind: RunKind<Options, Run, Report>,
  pipeline: Pipeline,
  options: Options,
  hooks: RunHooks,
  startedAt = new Date(),
): Promise<ReportedRun<Run, Report>> {
  try {
    const run = await kind.runOn(pipeline, options, hooks);
    return { run, report: kind.toReport(options, run, startedAt) };
  } catch (error) {
    hooks.signal.throwIfAborted();
    throw runFailure(error);
  }
}

/**
 * Carries out a run on a temporary pipeline and writes its report and the logs of the parts into `folder`; of a run that fails,
 * the whole error with its stack to failure.txt. Nothing is left running, also after an error. `onPipeline`: for tests.
 * @throws {ReportWriteError}, {RunError}, and the errors of the pipeline's start
 */
export async function carryOut<Options extends RunOptions, Run, Report>(
  kind: RunKind<Options, Run, Report>,
  options: Options,
  folder: string,
  hooks: CarryOutHooks<Report>,
  onPipeline: typeof onOwnPipeline = onOwnPipeline,
): Promise<Report> {
  const startedAt = new Date();
  const pipelineOptions = { ...kind.pipelineOptions(options), keepLogsIn: join(folder, "logs") };
  let reported: ReportedRun<Run, Report> | undefined;
  try {
    await onPipeline(options, pipelineOptions, hooks, async (pipeline) => {
      reported = await carryOutOn(kind, pipeline, options, hooks, startedAt);
    });
  } catch (error) {
    const failure = firstError(error);
    // An end of the pipeline that fails must not cost the report.
    if (reported === undefined) throw await recorded(failure, folder);
    hooks.onNotice?.(`The pipeline did not end cleanly: ${runFailure(failure).message}`);
  }
  if (reported === undefined) throw new Error("a run has a report or fails");
  await deliver(kind, reported.report, folder, hooks);
  return reported.report;
}

/** Writes a failure of a run into the folder of its report, if that is possible, and returns it. */
async function recorded(failure: unknown, folder: string): Promise<unknown> {
  if (!(failure instanceof RunError)) return failure;
  await writeReport(folder, { [failureFile]: `${withoutCredentials(inspect(failure))}\n` }).catch(
    () => undefined,
  );
  return failure;
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
