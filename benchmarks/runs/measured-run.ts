import { type DrillOptions, drillDefaults } from "../../testbed/drill/drill-options.ts";
import { type LoadRunOptions, loadDefaults } from "../../testbed/load/load-run-options.ts";
import { type DrillReport, drillReport } from "../../testbed/report/drill/drill-report.ts";
import { type LoadReport, loadReport } from "../../testbed/report/load/load-report.ts";
import { verdictLine } from "../../testbed/report/text/verdict-line.ts";
import { isVerdict } from "../../testbed/run/judgement/outcome.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { ChildProgram } from "../child-program.ts";
import { type RunRequest } from "./run-request.ts";

/**
 * Carries out a load run that differs from the defaults by these options, in a process of its own. Returns its report.
 * @throws Error when it has no verdict; the signal's reason when it is aborted
 */
export async function measuredLoad(
  context: BenchmarkContext,
  options: Partial<LoadRunOptions>,
): Promise<LoadReport> {
  const complete = { ...loadDefaults, ...options, runtime: context.runtime };
  const report = loadReport.parse(await reportOf({ kind: "load", options: complete }, context));
  if (!isVerdict(report.outcome)) throw new Error(verdictLine(report));
  return report;
}

/** Carries out a drill in a process of its own. See {@link measuredLoad}. */
export async function measuredDrill(
  context: BenchmarkContext,
  options: Partial<DrillOptions>,
): Promise<DrillReport> {
  const complete = { ...drillDefaults, ...options, runtime: context.runtime };
  const report = drillReport.parse(await reportOf({ kind: "drill", options: complete }, context));
  if (!isVerdict(report.outcome)) throw new Error(verdictLine(report));
  return report;
}

async function reportOf(request: RunRequest, { signal }: BenchmarkContext): Promise<unknown> {
  const file = new URL(`run-program.ts`, import.meta.url);
  await using program = new ChildProgram(file, request, signal);
  try {
    return await program.next();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
