import { z } from "zod";
import { type DrillOptions, drillDefaults } from "../../testbed/drill/drill-options.ts";
import { type LoadRunOptions, loadDefaults } from "../../testbed/load/load-run-options.ts";
import { type Runtime } from "../../testbed/pipeline/runtime.ts";
import { type DrillReport, drillReport } from "../../testbed/report/drill/drill-report.ts";
import { type LoadReport, loadReport } from "../../testbed/report/load/load-report.ts";
import { verdictLine } from "../../testbed/report/text/verdict-line.ts";
import { isVerdict } from "../../testbed/run/judgement/outcome.ts";
import { RunError } from "../../testbed/run/run-error.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { ChildProgram } from "../child-program.ts";
import { type Cores } from "../processor/cores.ts";
import { enginePieces } from "../processor/engine-seconds.ts";
import { type RunRequest } from "./run-request.ts";

/** A load run: its report, and the cores that it used without warm-up and drain. */
export interface MeasuredLoad {
  readonly report: LoadReport;
  readonly cores: Cores;
}

const failure = z.object({ failure: z.string() });

/** JSON has no NaN: cores that are unknown are null. */
const core = z
  .number()
  .nullable()
  .transform((cores) => cores ?? Number.NaN);
const cores = z.object({
  parts: z.record(z.string(), core),
  engine: z.record(z.enum(enginePieces), core).optional(),
});

/**
 * Carries out a load run that differs from the defaults by these options, in a process of its own. Returns its report. `variables`:
 * of its environment, and so of the services.
 * @throws {RunError} when it fails or has no verdict; the signal's reason when it is aborted
 */
export async function measuredLoad(
  context: BenchmarkContext,
  runtime: Runtime,
  options: Partial<LoadRunOptions>,
  variables?: Readonly<Record<string, string>>,
): Promise<MeasuredLoad> {
  const complete = { ...loadDefaults, ...options, runtime };
  const result = z
    .object({ report: loadReport, cores })
    .parse(await resultOf({ kind: "load", options: complete }, context, variables));
  if (!isVerdict(result.report.outcome)) throw new RunError(verdictLine(result.report));
  const { parts, engine } = result.cores;
  return { report: result.report, cores: { parts, engine } };
}

/** Carries out a drill in a process of its own. See {@link measuredLoad}. */
export async function measuredDrill(
  context: BenchmarkContext,
  runtime: Runtime,
  options: Partial<DrillOptions>,
): Promise<DrillReport> {
  const complete = { ...drillDefaults, ...options, runtime };
  const { report } = z
    .object({ report: drillReport })
    .parse(await resultOf({ kind: "drill", options: complete }, context));
  if (!isVerdict(report.outcome)) throw new RunError(verdictLine(report));
  return report;
}

async function resultOf(
  request: RunRequest,
  { signal }: BenchmarkContext,
  variables?: Readonly<Record<string, string>>,
): Promise<unknown> {
  const file = new URL(`run-program.ts`, import.meta.url);
  await using program = new ChildProgram(file, request, signal, variables);
  try {
    const result = await program.next();
    const failed = failure.safeParse(result);
    if (failed.success) throw new RunError(failed.data.failure);
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
