import { Chart } from "../../../../../services/shared/page/chart.js";
import { find } from "../../../../../services/shared/page/dom.js";
import { createElement } from "../create-element.js";

/** @import UPlot from "uplot" */

/**
 * @typedef {object} YScale
 * @property {UPlot.Scale} scale
 * @property {UPlot.Axis} axis
 */

/**
 * @typedef {object} ReportChartOptions
 * @property {UPlot.AlignedData} data a line crosses `undefined`, and is interrupted by `null`
 * @property {readonly string[]} labels one per series
 * @property {UPlot.Axis} xAxis
 * @property {YScale} y
 * @property {UPlot.Series.Points} points
 * @property {string} text alternative text
 * @property {(plot: UPlot) => void} [drawBackground]
 */

const heightPx = 240;
const yAxisPx = 84;

/**
 * Adds a chart with its legend to a figure of the page.
 * @param {string} id
 * @param {ReportChartOptions} options
 */
export function addChart(id, { data, labels, xAxis, y, points, text, drawBackground }) {
  const legend = createElement("ul", "", { class: "legend" });
  const swatches = labels.map((label, index) => {
    const entry = createElement("li", "");
    entry.style.color = `var(--series-${index + 1})`;
    entry.append(createElement("span", label));
    return entry;
  });
  legend.append(...swatches);
  const box = createElement("div", "", { class: "plot", role: "img", "aria-label": text });
  figure(id).append(legend, box);
  new Chart(uPlot, box, {
    heightPx,
    data,
    cursor: { y: false },
    scales: { x: { time: false }, y: y.scale },
    axes: [xAxis, { size: yAxisPx, ...y.axis }],
    series: swatches.map((swatch) => ({ swatch, points })),
    hooks: { drawClear: drawBackground ? [drawBackground] : [] },
  });
}

/**
 * Says in a figure that there are no measurements.
 * @param {string} id
 */
export function addNothing(id) {
  figure(id).append(createElement("p", "Nothing was measured.", { class: "quiet" }));
}

/** @param {string} id */
function figure(id) {
  return find(document, `#${id}`, HTMLElement);
}
