import { find } from "/shared/dom.js";
import { formatDuration, formatPerSecond } from "../text/format.js";
import { LiveChart } from "./live-chart.js";
import { acrossQuietSeconds } from "./quiet-seconds.js";
import { RateAverage } from "./rate-average.js";

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
    const average = new RateAverage();
    this.#charts = [
      new LiveChart(find(document, "#messages-chart", HTMLElement), history, {
        name: "Messages",
        unit: () => (average.seconds === 1 ? "per second" : `per second, average of ${average.seconds} s`),
        format: formatPerSecond,
        minTop: 2,
        series: [
          { label: "acknowledged", kind: "area" },
          { label: "arrived", kind: "line" },
        ],
        lines: () => average.of([history.valuesOf("acknowledged"), history.valuesOf("arrived")]),
      }),
      new LiveChart(find(document, "#latency-chart", HTMLElement), history, {
        name: "Latency",
        unit: () => "device to consumer, ms",
        format: formatDuration,
        minTop: 10,
        series: [
          { label: "p50", kind: "area" },
          { label: "p99", kind: "line" },
        ],
        lines: () => {
          const arrived = history.valuesOf("arrived");
          return [history.valuesOf("p50Ms"), history.valuesOf("p99Ms")].map((latencies) =>
            acrossQuietSeconds(latencies, arrived),
          );
        },
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
