import { oncePerFrame } from "./once-per-frame.js";

/** @import UPlot from "uplot" */

/**
 * @typedef {object} SeriesOptions
 * @property {Element} swatch element whose text colour is the colour of the series
 * @property {boolean} [area] whether the area below the line is filled; default: false
 * @property {UPlot.Series.PathBuilder} [paths] default: straight lines
 * @property {number} [width] width of the line in CSS pixels; default: 1.5
 * @property {boolean} [spanGaps] whether the line crosses unknown values; default: false
 * @property {UPlot.Series.Points} [points]
 */

/**
 * @typedef {object} ChartOptions
 * @property {number} heightPx
 * @property {UPlot.AlignedData} data
 * @property {SeriesOptions[]} series
 * @property {UPlot.Scales} scales
 * @property {[x: UPlot.Axis, y: UPlot.Axis]} axes
 * @property {UPlot.Cursor} cursor
 * @property {UPlot.Padding} [padding]
 * @property {UPlot.Hooks.Arrays} [hooks]
 */

const font = "12px system-ui, sans-serif";
/** Width in CSS pixels of a chart in a box that is not laid out yet. */
const minWidthPx = 200;

/** A uPlot chart as wide as its box, in the colours of the page. Follows changes of the box's width and the colour scheme. */
export class Chart {
  #box;
  #swatches;
  #plot;
  #colours;

  /**
   * @param {typeof UPlot} uPlotClass
   * @param {HTMLElement} box the axes have its text colour, the grid its border colour
   * @param {ChartOptions} options
   */
  constructor(uPlotClass, box, { heightPx, data, series, axes, ...options }) {
    this.#box = box;
    this.#swatches = series.map(({ swatch }) => swatch);
    this.#colours = this.#usedColours();
    const axis = this.#axis();
    this.#plot = new uPlotClass(
      {
        ...options,
        width: Math.max(box.clientWidth, minWidthPx),
        height: heightPx,
        legend: { show: false },
        axes: axes.map((own) => ({ ...axis, ...own })),
        series: [{}, ...series.map((one, index) => this.#seriesOf(one, index))],
      },
      data,
      box,
    );
    const resize = oncePerFrame(() => {
      const width = box.clientWidth;
      if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: heightPx });
    });
    new ResizeObserver(resize).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour());
  }

  /** @param {UPlot.AlignedData} data */
  setData(data) {
    this.#plot.setData(data);
  }

  /** @returns {UPlot.Axis} */
  #axis() {
    const line = () => this.#colours.line;
    return {
      stroke: () => this.#colours.text,
      font,
      grid: { stroke: line, width: 1 },
      ticks: { stroke: line },
    };
  }

  /**
   * @param {SeriesOptions} options
   * @param {number} index
   * @returns {UPlot.Series}
   */
  #seriesOf({ swatch: _swatch, area = false, width = 1.5, points, ...options }, index) {
    const colour = () => this.#colours.series[index] ?? this.#colours.text;
    return {
      ...options,
      width,
      stroke: colour,
      ...(area && { fill: () => translucent(colour()) }),
      points: { ...points, fill: colour },
    };
  }

  #recolour() {
    this.#colours = this.#usedColours();
    this.#plot.redraw(false, true);
  }

  /** Reads the colours of elements: the value of a custom property is the unresolved `light-dark(…)`. */
  #usedColours() {
    const { color: text, borderTopColor: line } = getComputedStyle(this.#box);
    return { text, line, series: this.#swatches.map((swatch) => getComputedStyle(swatch).color) };
  }
}

/** @param {string} colour as computed styles have it: `rgb(…)` */
function translucent(colour) {
  return colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0.22)");
}
