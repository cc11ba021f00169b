import { type LatencySpan, latencySpans } from "../../load/latencies.ts";
import { type FlowStage, flowStages } from "../../load/timeline.ts";
import { secureText } from "../fields/secure-text.ts";
import { versionsText } from "../fields/versions-text.ts";
import { effectNotes } from "../text/effect-notes.ts";
import { figure } from "../text/figure.ts";
import { freeNotes } from "../text/free-notes.ts";
import { independentReadingNotes } from "../text/independent-reading-notes.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { type LoadReport } from "./load-report.ts";
import { loadTitle, lossNotes, paceWarning, recoveryText, spanLabels, stageLabels } from "./load-words.ts";

/** Data of a load report's page, embedded in the page as JSON. */
export interface LoadPageData {
  readonly report: Omit<LoadReport, "anomalies">;
  readonly texts: Readonly<Record<"title" | "conditions" | "verdict" | "machine", string>>;
  readonly spans: readonly {
    readonly label: string;
    readonly latencies: LoadReport["latencyMs"][LatencySpan];
  }[];
  readonly stages: readonly { readonly stage: FlowStage; readonly label: string }[];
}

/** Returns the data of a report's page: everything except the lists of anomalies, which can be long. */
export function loadPageData({ anomalies: _omitted, ...report }: LoadReport): LoadPageData {
  return {
    report,
    texts: textsOf(report),
    spans: latencySpans.map((span) => ({ label: spanLabels[span], latencies: report.latencyMs[span] })),
    stages: flowStages.map((stage) => ({ stage, label: stageLabels[stage] })),
  };
}

function textsOf(report: LoadPageData["report"]): LoadPageData["texts"] {
  const { runtime, secure, connections, warmUpMs, seed, trace } = report.load;
  const { cpus, memoryGiB, os } = report.environment;
  return {
    title: loadTitle(report),
    conditions:
      `${connections} MQTT connections, ${figure(warmUpMs / 1_000)} s warm-up, seed ${seed}, run and seq in the ${trace}; ` +
      `runtime ${runtime}${secureText({ secure })}, ${report.startedAt}. Latencies are measured from the time at which a reading was due, even if it was made later.`,
    verdict: verdictTexts(report).join(" "),
    machine: `${cpus} cores, ${memoryGiB} GiB, ${os}; ${versionsText(report.environment)}.`,
  };
}

/** Returns the verdict, and what belongs to it, as sentences. */
function verdictTexts(report: LoadPageData["report"]): string[] {
  const recovery = recoveryText(report);
  return [
    verdictLine(report),
    ...(recovery === undefined ? [] : [`Recovery: ${recovery}.`]),
    ...effectNotes(report),
    ...lossNotes(report),
    ...independentReadingNotes(report),
    ...freeNotes(report),
    ...[paceWarning(report) ?? []].flat(),
  ];
}
