import { mkdir, mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Phase, runDrill } from "../drill/drill.ts";
import { type DrillOptions } from "../drill/drill-options.ts";
import { type Runtime } from "../pipeline/runtime.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { drillMarkdown } from "../report/drill/drill-markdown.ts";
import { type DrillReport } from "../report/drill/drill-report.ts";
import { toDrillReport } from "../report/drill/to-drill-report.ts";
import { writeReport } from "../report/write-report.ts";
import { type Budget } from "../run/budget.ts";

/** Where and how a drill is carried out. */
export interface CarryOutOptions {
  readonly runtime: Runtime;
  readonly budget: Budget;
  /** Where report.json, report.md and the parts' logs are written. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: Phase, detail: string) => void;
}

/** Carries out one drill on a pipeline of its own, and writes its report. Throws what {@link runDrill} and {@link writeReport} throw. */
export async function carryOut(
  drill: DrillOptions,
  { runtime, budget, folder, signal, onPhase }: CarryOutOptions,
): Promise<DrillReport> {
  const startedAt = new Date();
  const run = await runDrill(drill, {
    start: (needs) => startTemporaryPipeline(runtime, { ...needs, signal, keepLogsIn: join(folder, "logs") }),
    onPhase,
    signal,
  });
  const report = toDrillReport(drill, run, { runtime, startedAt, budget });
  await writeReport(folder, {
    "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
    "report.md": drillMarkdown(report),
  });
  return report;
}

/** The folder for reports: the one that was named, or a new one under reports/. */
export async function reportFolder(named: string | undefined, name: string): Promise<string> {
  if (named !== undefined) {
    await mkdir(named, { recursive: true });
    return resolve(named);
  }
  await mkdir("reports", { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return resolve(await mkdtemp(join("reports", `${time}-${name}-`)));
}
