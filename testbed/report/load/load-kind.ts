import { type LoadRun, loadOn, loadPipeline } from "../../load/load-run.ts";
import { type LoadRunOptions } from "../../load/load-run-options.ts";
import { type RunKind } from "../run-kind.ts";
import { loadHtml } from "./load-html.ts";
import { type LoadReport } from "./load-report.ts";
import { toLoadReport } from "./to-load-report.ts";

/** Load run as a kind of run with a report. */
export const loadKind: RunKind<LoadRunOptions, LoadRun, LoadReport> = {
  pipelineOptions: loadPipeline,
  runOn: loadOn,
  toReport: toLoadReport,
  texts: (report) => ({ "report.html": loadHtml(report) }),
};
