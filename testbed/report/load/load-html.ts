import { readFileSync } from "node:fs";
import { verdictLine } from "../drill/drill-markdown.ts";
import { type LoadReport } from "./load-report.ts";
import { figure, flowWords, loadTitle, spanWords } from "./load-words.ts";

const ofCharts = (file: string) => new URL(file, import.meta.resolve("uplot"));
const ofPage = (file: string) => new URL(`page/${file}`, import.meta.url);

/** The report of a load run as one HTML page that needs nothing but itself: charts, figures, the verdict. */
export function loadHtml(report: LoadReport): string {
  const { anomalies: _named, ...shown } = report;
  // A script element ends at the first "</script", wherever it stands.
  const json = JSON.stringify({ report: shown, words: wordsOf(report) }).replaceAll("<", "\\u003c");
  const styles = [ofCharts("uPlot.min.css"), ofPage("page.css")].map(
    (url) => `<style>\n${read(url)}</style>`,
  );
  const scripts = [
    `<script type="application/json" id="report">${json}</script>`,
    ...[ofCharts("uPlot.iife.min.js"), ofPage("page.js")].map((url) => `<script>\n${read(url)}</script>`),
  ];
  return read(ofPage("index.html"))
    .replace("<!--styles-->", () => styles.join("\n"))
    .replace("<!--scripts-->", () => scripts.join("\n"));
}

function read(url: URL): string {
  return readFileSync(url, "utf8");
}

function wordsOf(report: LoadReport) {
  const { load, environment } = report;
  const { runtime, connections, warmUpMs, seed, trace } = load;
  const { cpus, memoryGiB, os, node, mosquitto, kafka } = environment;
  return {
    title: loadTitle(report),
    conditions:
      `${connections} MQTT connections, a warm-up of ${figure(warmUpMs / 1_000)} s before, seed ${seed}, run and seq in the ${trace}; ` +
      `runtime ${runtime}, ${report.startedAt}. Latencies are from when a reading was due, however late it was made.`,
    verdict: report.incomplete === null ? verdictLine(report) : "No verdict: the run is incomplete.",
    machine: `${cpus} cores, ${memoryGiB} GiB, ${os}; Mosquitto ${mosquitto ?? "?"}, Kafka ${kafka ?? "?"}, Node ${node}.`,
    spans: spanWords,
    stages: flowWords,
  };
}
