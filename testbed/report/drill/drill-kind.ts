import { type DrillRun, drillOn, drillPipeline } from "../../drill/drill.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { type RunKind } from "../run-kind.ts";
import { drillMarkdown } from "./drill-markdown.ts";
import { type DrillReport } from "./drill-report.ts";
import { toDrillReport } from "./to-drill-report.ts";

/** Drill as a kind of run with a report. */
export const drillKind: RunKind<DrillOptions, DrillRun, DrillReport> = {
  pipelineOptions: drillPipeline,
  runOn: drillOn,
  toReport: toDrillReport,
  texts: (report) => ({ "report.md": drillMarkdown(report) }),
};
