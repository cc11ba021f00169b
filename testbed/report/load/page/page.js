import { showPercentileChart } from "./charts/percentile-chart.js";
import { maxOf, showCountChart, showLatencyChart } from "./charts/time-chart.js";
import { showHeader } from "./header.js";
import { stages } from "./report-data.js";
import { showTables } from "./tables.js";

showHeader();
showTables();
showPercentileChart();
showLatencyChart(
  "latency",
  [
    { metric: "p50", label: "p50" },
    { metric: "p99", label: "p99" },
    { metric: "max", label: "max" },
  ],
  `End-to-end latency in every second: the highest p50 ${maxOf("p50")} ms, the highest p99 ${maxOf("p99")} ms`,
);
showCountChart(
  "throughput",
  stages.map(({ stage, label }) => ({ metric: stage, label })),
  `Readings in every second: at most ${maxOf("made")} made, ${maxOf("consumed")} consumed`,
);
showCountChart(
  "backlog",
  [{ metric: "backlog", label: "on their way" }],
  `Readings on their way: at most ${maxOf("backlog")}`,
);
