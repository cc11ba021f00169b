import { Chart } from "/shared/chart.js";
import { find, setAttribute, setText } from "/shared/dom.js";
import { isolatedPoints } from "/shared/isolated-points.js";
import { oncePerFrame } from "/shared/once-per-frame.js";
import { unknownText } from "../text/format.js";
import { Legend } from "./legend.js";

/** @import UPlot from "uplot" */
/** @import { MetricHistory } from "./metric-history.js" */

/**
 * @typedef {object} LiveChartOptions
 * @property {string} name
 * @property {() => string} unit text beside the name
 * @property {(value: number | null) => string} format
 * @property {number} minTop smallest upper end of the y axis
 * @property {readonly { readonly label: string, readonly kind: "area" | "line" }[]} series
 * @property {() => (number | null | undefined)[][]} lines values to draw, a column per series
 */

const heightPx = 190;
const yAxisPx = 52;
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
/** Steps of the y axis: 1, 2, 5, 10 … 500,000. */
const yIncrements = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** A chart of metrics of the history. Its legend has the latest values, or those under the pointer. */
export class LiveChart {
  #history;
  #options;
  #box;
  #unit;
  #legend;
  /** @type {(number | null | undefined)[][]} */
  #lines = [];
  /** @type {Chart | undefined} */
  #chart;
  /** @type {number | null} */
  #pointedAt = null;
  #drawLegend = oncePerFrame(() => this.#showLegend());

  /**
   * @param {HTMLElement} figure
   * @param {MetricHistory} history
   * @param {LiveChartOptions} options
   */
  constructor(figure, history, options) {
    this.#history = history;
    this.#options = options;
    this.#box = find(figure, ".plot", HTMLElement);
    this.#unit = find(figure, "small", HTMLElement);
    this.#legend = new Legend(find(figure, ".legend", HTMLElement), options.series);
    this.draw();
  }

  /** @param {typeof UPlot} uPlotClass */
  plot(uPlotClass) {
    const { series } = this.#options;
    const { swatches } = this.#legend;
    this.#chart = new Chart(uPlotClass, this.#box, {
      heightPx,
      data: this.#data(),
      padding: [8, 8, 0, 0],
      cursor: {
        sync: { key: "seconds" },
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: { size: 7 },
      },
      scales: this.#scales(uPlotClass),
      axes: axes(),
      series: swatches.map((swatch, index) => ({
        swatch,
        area: series[index]?.kind === "area",
        // A second between two unknown ones has no line, and would be invisible without a point.
        points: { show: true, size: 4, filter: isolatedPoints },
      })),
      hooks: { setCursor: [({ cursor }) => this.#pointAt(cursor)] },
    });
  }

  /** Leaves the legend only. */
  hidePlot() {
    this.#box.hidden = true;
  }

  draw() {
    this.#lines = this.#options.lines();
    this.#chart?.setData(this.#data());
    setText(this.#unit, this.#options.unit());
    this.#showLegend();
  }

  /** @returns {UPlot.AlignedData} */
  #data() {
    return [this.#history.times, ...this.#lines];
  }

  /**
   * @param {typeof UPlot} uPlotClass
   * @returns {UPlot.Scales}
   */
  #scales(uPlotClass) {
    return {
      x: { time: true, range: () => this.#history.range },
      y: {
        range: (_plot, _min, max) => {
          const [, top] = uPlotClass.rangeNum(0, Math.max(max ?? 0, this.#options.minTop), 0.1, true);
          return [0, top];
        },
      },
    };
  }

  /** @param {UPlot.Cursor} cursor */
  #pointAt({ left = -1, idx = null }) {
    this.#pointedAt = left >= 0 ? idx : null;
    this.#drawLegend();
  }

  #showLegend() {
    const latest = this.#textsAt();
    this.#legend.show(this.#pointedAt === null ? latest : this.#textsAt(this.#pointedAt));
    const { name, unit, series } = this.#options;
    const text =
      this.#history.latest === undefined
        ? unknownText
        : series.map(({ label }, index) => `${label} ${latest[index]}`).join(", ");
    setAttribute(this.#box, "aria-label", `${name} ${unit()}, in the last 5 minutes. Latest: ${text}`);
  }

  /**
   * Returns the values of a second as texts; where the line crosses it, those before.
   * @param {number} [index] default: the latest
   */
  #textsAt(index) {
    return this.#lines.map((values) => {
      const until = values.slice(0, index === undefined ? values.length : index + 1);
      return this.#options.format(until.findLast((value) => value !== undefined) ?? null);
    });
  }
}

/** @returns {[x: UPlot.Axis, y: UPlot.Axis]} */
function axes() {
  const ticks = { show: false };
  return [
    {
      ticks,
      size: 30,
      space: 60,
      incrs: [60],
      values: (_plot, times) => times.map((at) => hour.format(at * 1000)),
    },
    {
      ticks,
      size: yAxisPx,
      space: 36,
      incrs: yIncrements,
      values: (_plot, values) => values.map((value) => value.toLocaleString("en")),
    },
  ];
}
