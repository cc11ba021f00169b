import { isolatedPoints } from "../../../../../services/shared/page/isolated-points.js";
import { formatNumber } from "../format-number.js";
import { report } from "../report-data.js";
import { drawFaultBand } from "./fault-band.js";
import { latencyScale } from "./latency-scale.js";
import { linearScale } from "./linear-scale.js";
import { addChart, addNothing } from "./report-chart.js";

/** @import { LoadPageData } from "../../load-page-data.ts" */

/** @typedef {LoadPageData["report"]["seconds"][number]} Second */
/** @typedef {Exclude<keyof Second, "atMs">} Metric */
/** @typedef {readonly { readonly metric: Metric, readonly label: string }[]} TimeSeries */

const isolatedPointPx = 4;

/**
 * Shows counts of every second on a linear axis.
 * @param {string} id
 * @param {TimeSeries} series
 * @param {string} text alternative text
 */
export function showCountChart(id, series, text) {
  showTimeChart(id, series, { ...linearScale(), shown: (value) => value }, text);
}

/**
 * Shows latencies of every second on a logarithmic axis. A second in which nothing arrived has none, and interrupts the line.
 * @param {string} id
 * @param {TimeSeries} series
 * @param {string} text alternative text
 */
export function showLatencyChart(id, series, text) {
  const latencies = report.seconds.flatMap((second) => series.map(({ metric }) => second[metric]));
  showTimeChart(id, series, latencyScale(latencies), text);
}

/**
 * @param {string} id
 * @param {TimeSeries} series
 * @param {ReturnType<typeof latencyScale>} y
 * @param {string} text
 */
function showTimeChart(id, series, y, text) {
  const { seconds, fault } = report;
  if (seconds.length === 0) {
    addNothing(id);
    return;
  }
  const faultText =
    fault === null ? "" : `; ${fault.name} from ${fault.injectedMs / 1_000} s to ${fault.healedMs / 1_000} s`;
  addChart(id, {
    data: [
      seconds.map(({ atMs }) => atMs / 1_000),
      ...series.map(({ metric }) => seconds.map((second) => y.shown(second[metric]))),
    ],
    labels: series.map(({ label }) => label),
    xAxis: { values: (_plot, ticks) => ticks.map((tick) => `${formatNumber(tick)} s`) },
    y,
    points: { show: true, size: isolatedPointPx, filter: isolatedPoints },
    text: `${text}${faultText}`,
    ...(fault && { drawBackground: (plot) => drawFaultBand(plot, fault) }),
  });
}

/**
 * Returns the highest value of a metric over all seconds.
 * @param {Metric} metric
 */
export function maxOf(metric) {
  return formatNumber(report.seconds.reduce((max, second) => Math.max(max, second[metric] ?? 0), 0));
}
