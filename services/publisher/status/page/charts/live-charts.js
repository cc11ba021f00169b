import { find } from "/shared/dom.js";
import { formatCount, formatDuration } from "../text/format.js";
import { LiveChart } from "./live-chart.js";

/** @import { MetricHistory } from "./metric-history.js" */

const redrawIntervalMs = 1000;

/** Charts of messages per second and latency over the last five minutes. Legends work without uPlot, too. */
export class LiveCharts {
  #charts;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {MetricHistory} history */
  constructor(history) {
    this.#charts = [
      new LiveChart(find(document, "#messages-chart", HTMLElement), history, {
        name: "Messages per second",
        format: formatCount,
        minTop: 2,
        stepped: true,
        series: [
          { metric: "acknowledged", label: "acknowledged", kind: "area" },
          { metric: "arrived", label: "arrived", kind: "line" },
        ],
      }),
      new LiveChart(find(document, "#latency-chart", HTMLElement), history, {
        name: "Latency from device to consumer",
        format: formatDuration,
        minTop: 10,
        stepped: false,
        series: [
          { metric: "p50Ms", label: "p50", kind: "area" },
          { metric: "p99Ms", label: "p99", kind: "line" },
        ],
      }),
    ];
    this.#plot();
  }

  /** Draws the charts at most once per second, whatever the number of events. */
  historyChanged() {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#drawnAtMs + redrawIntervalMs - performance.now());
    this.#timer = setTimeout(() => {
      requestAnimationFrame(() => {
        this.#timer = undefined;
        this.#drawnAtMs = performance.now();
        for (const chart of this.#charts) chart.draw();
      });
    }, waitMs);
  }

  async #plot() {
    const module = await import("/uplot/uPlot.esm.js").catch(() => undefined);
    if (module === undefined) find(document, "#charts-problem", HTMLElement).hidden = false;
    for (const chart of this.#charts) {
      if (module === undefined) chart.hidePlot();
      else chart.plot(module.default);
    }
  }
}
