import { spans } from "../report-data.js";
import { latencyScale } from "./latency-scale.js";
import { addChart, addNothing } from "./report-chart.js";

/** Fewest values that a line shows; fewer get points. */
const minLineValues = 3;

/** Shows latency by percentile. Its x axis counts nines: 0 is 0 %, 1 is 90 %, 2 is 99 %. */
export function showPercentileChart() {
  const measured = spans.flatMap(({ label, latencies }) =>
    latencies === null ? [] : [{ label, ...latencies }],
  );
  if (measured.length === 0) {
    addNothing("percentiles");
    return;
  }
  const y = latencyScale(measured.flatMap(({ curve }) => curve.map(([, ms]) => ms)));
  const data = uPlot.join(
    measured.map(({ curve, count }) => [
      curve.map(([percentile]) => ninesOf(percentile, count)),
      curve.map(([, ms]) => y.shown(ms)),
    ]),
  );
  addChart("percentiles", {
    data,
    labels: measured.map(({ label }) => label),
    xAxis: {
      splits: ({ scales }) =>
        Array.from({ length: Math.floor(scales["x"]?.max ?? 0) + 1 }, (_, nines) => nines),
      values: (_plot, ticks) => ticks.map(percentileText),
    },
    y,
    points: { show: data[0].length < minLineValues },
    text: measured
      .map(({ label, p50, p99, max }) => `${label}: p50 ${p50} ms, p99 ${p99} ms, at most ${max} ms`)
      .join("; "),
  });
}

/**
 * Returns the position of a percentile on the axis. The maximum, 100 %, is where the next nine of this count would be.
 * @param {number} percentile
 * @param {number} count
 */
function ninesOf(percentile, count) {
  return percentile === 100 ? Math.log10(Math.max(10, count)) : Math.log10(100 / (100 - percentile));
}

/** @param {number} nines */
function percentileText(nines) {
  return `${Number((100 - 100 / 10 ** nines).toPrecision(10))} %`;
}
