import { join } from "node:path";
import { type LoadPhase, runLoad } from "../load/load-run.ts";
import { type LoadPlan } from "../load/load-run-options.ts";
import { type Runtime } from "../pipeline/runtime.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { loadHtml } from "../report/load/load-html.ts";
import { type LoadReport } from "../report/load/load-report.ts";
import { toLoadReport } from "../report/load/to-load-report.ts";
import { writeReport } from "../report/write-report.ts";
import { type Budget } from "../run/budget.ts";

/** Where and how a load run is carried out. */
export interface CarryOutLoadOptions {
  readonly runtime: Runtime;
  readonly budget: Budget;
  /** Where report.json, report.html and the parts' logs are written. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Whether the pipeline comes before what measures it. See `runLoad`. */
  readonly givesWay: boolean;
  readonly onPhase: (phase: LoadPhase, detail: string) => void;
  /** Told of the report before it is written, since a full disk may take no more. */
  readonly onReport: (report: LoadReport) => void;
}

/** Carries out one load run on a pipeline of its own, and writes its report. Throws what {@link runLoad} and {@link writeReport} throw. */
export async function carryOutLoad(
  plan: LoadPlan,
  { runtime, budget, folder, signal, givesWay, onPhase, onReport }: CarryOutLoadOptions,
): Promise<LoadReport> {
  const startedAt = new Date();
  const run = await runLoad(plan, {
    start: (needs) => startTemporaryPipeline(runtime, { ...needs, signal, keepLogsIn: join(folder, "logs") }),
    onPhase,
    signal,
    givesWay,
  });
  const report = toLoadReport(plan, run, { runtime, startedAt, budget });
  onReport(report);
  await writeReport(folder, {
    "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
    "report.html": loadHtml(report),
  });
  return report;
}
