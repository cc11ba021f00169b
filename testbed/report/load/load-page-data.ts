import { type LatencySpan, latencySpans } from "../../load/latencies.ts";
import { type FlowStage, flowStages } from "../../load/timeline.ts";
import { figure } from "../text/figure.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { type LoadReport } from "./load-report.ts";
import { flowWords, loadTitle, spanWords } from "./load-words.ts";

/** Data of the page of a load report, embedded in it as JSON. */
export interface LoadPageData {
  readonly report: Omit<LoadReport, "anomalies">;
  readonly texts: Readonly<Record<"title" | "conditions" | "verdict" | "machine", string>>;
  readonly spans: readonly {
    readonly label: string;
    readonly latencies: LoadReport["latencyMs"][LatencySpan];
  }[];
  readonly stages: readonly { readonly stage: FlowStage; readonly label: string }[];
}

/** Returns the data of a report's page: all but the lists of anomalies, which can be long. */
export function loadPageData({ anomalies: _omitted, ...report }: LoadReport): LoadPageData {
  return {
    report,
    texts: textsOf(report),
    spans: latencySpans.map((span) => ({ label: spanWords[span], latencies: report.latencyMs[span] })),
    stages: flowStages.map((stage) => ({ stage, label: flowWords[stage] })),
  };
}

function textsOf(report: LoadPageData["report"]): LoadPageData["texts"] {
  const { runtime, connections, warmUpMs, seed, trace } = report.load;
  const { cpus, memoryGiB, os, node, mosquitto, kafka } = report.environment;
  return {
    title: loadTitle(report),
    conditions:
      `${connections} MQTT connections, a warm-up of ${figure(warmUpMs / 1_000)} s before, seed ${seed}, run and seq in the ${trace}; ` +
      `runtime ${runtime}, ${report.startedAt}. Latencies are from when a reading was due, however late it was made.`,
    verdict: report.incomplete === null ? verdictLine(report) : "No verdict: the run is incomplete.",
    machine: `${cpus} cores, ${memoryGiB} GiB, ${os}; Mosquitto ${mosquitto ?? "?"}, Kafka ${kafka ?? "?"}, Node ${node}.`,
  };
}
