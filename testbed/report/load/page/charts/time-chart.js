import { formatNumber } from "../format-number.js";
import { report } from "../report-data.js";
import { drawFaultBand } from "./fault-band.js";
import { addChart, addNothing } from "./report-chart.js";

/** @import { LoadPageData } from "../../load-page-data.ts" */

/** @typedef {LoadPageData["report"]["seconds"][number]} Second */
/** @typedef {Exclude<keyof Second, "atMs">} Metric */

/**
 * Shows metrics of every second.
 * @param {string} id
 * @param {readonly { readonly metric: Metric, readonly label: string }[]} series
 * @param {string} unit unit of the y axis, with a space before it
 * @param {string} text alternative text
 */
export function showTimeChart(id, series, unit, text) {
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
      ...series.map(({ metric }) => seconds.map((second) => second[metric])),
    ],
    labels: series.map(({ label }) => label),
    xAxis: { values: (_plot, ticks) => ticks.map((tick) => `${formatNumber(tick)} s`) },
    unit,
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
