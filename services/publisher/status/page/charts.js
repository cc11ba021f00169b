import { Chart } from "./chart.js";
import { count, duration } from "./figures.js";

const redrawMs = 1000;

/** Messages per second and latency over the last five minutes. Figures are shown even where uPlot is missing. */
export class Charts {
  #charts;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #timer;

  constructor(document, history) {
    const template = document.getElementById("legend-entry");
    this.#charts = [
      new Chart(document.getElementById("messages-chart"), template, history, {
        name: "Messages per second",
        format: count,
        leastTop: 2,
        stepped: true,
        series: [
          { field: "acknowledged", label: "acknowledged", kind: "area" },
          { field: "arrived", label: "arrived", kind: "line" },
        ],
      }),
      new Chart(document.getElementById("latency-chart"), template, history, {
        name: "Latency from device to consumer",
        format: duration,
        leastTop: 10,
        series: [
          { field: "p50Ms", label: "p50", kind: "area" },
          { field: "p99Ms", label: "p99", kind: "line" },
        ],
      }),
    ];
    import("/uplot/uPlot.esm.js").then(
      ({ default: UPlot }) => {
        for (const chart of this.#charts) chart.plotWith(UPlot);
      },
      () => {
        document.getElementById("charts-problem").hidden = false;
        for (const chart of this.#charts) chart.withoutPlot();
      },
    );
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const chart of this.#charts) chart.recolour();
    });
  }

  /** After a hello or a burst of seconds, too, one drawing a second is enough. */
  changed() {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#drawnAtMs + redrawMs - performance.now());
    this.#timer = setTimeout(() => {
      requestAnimationFrame(() => {
        this.#timer = undefined;
        this.#drawnAtMs = performance.now();
        for (const chart of this.#charts) chart.draw();
      });
    }, waitMs);
  }
}
