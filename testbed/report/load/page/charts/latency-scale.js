import { formatNumber } from "../format-number.js";

/** @import { YScale } from "./report-chart.js" */

/** @typedef {number | null | undefined} Latency in ms; `null` or `undefined` if unknown */

/** Lower end of every scale in ms: times of Kafka are whole milliseconds, and a latency of 0 has no place on a logarithmic scale. */
const lowestMs = 0.1;
/** Largest number of decades in which a decade has more than one tick. */
const maxDividedDecades = 2;

/**
 * Returns the logarithmic scale of these latencies, of whole decades: in a run with a fault they are of milliseconds and of minutes.
 * @param {readonly Latency[]} latencies
 * @returns {YScale & { readonly shown: (latency: Latency) => Latency }} `shown`: the value to draw, at the lower end if it is below it
 */
export function latencyScale(latencies) {
  const [bottom, top] = latencyRange(latencies);
  const isBelow = latencies.some((ms) => typeof ms === "number" && ms < bottom);
  return {
    scale: { distr: 3, log: 10, range: () => [bottom, top] },
    axis: {
      splits: () => latencyTicks(bottom, top),
      values: (_plot, ticks) =>
        ticks.map((tick) => {
          // uPlot leaves out labels for which there is no room.
          if (tick === null) return "";
          return `${isBelow && tick === bottom ? "≤ " : ""}${formatNumber(tick)} ms`;
        }),
    },
    shown: (ms) => (typeof ms === "number" ? Math.max(ms, bottom) : ms),
  };
}

/**
 * Returns the ends of a scale in whole decades that have all latencies, and are at least one decade.
 * @param {readonly Latency[]} latencies
 * @returns {[bottom: number, top: number]}
 */
export function latencyRange(latencies) {
  let least = Number.POSITIVE_INFINITY;
  let most = lowestMs;
  for (const ms of latencies) {
    if (typeof ms !== "number") continue;
    least = Math.min(least, ms);
    most = Math.max(most, ms);
  }
  const bottom = Number.isFinite(least) ? Math.max(lowestMs, 10 ** Math.floor(Math.log10(least))) : lowestMs;
  return [bottom, Math.max(bottom * 10, 10 ** Math.ceil(Math.log10(most)))];
}

/**
 * Returns the ticks between the ends of a scale: the decades, with 2 and 5 of each if they are few.
 * @param {number} bottom
 * @param {number} top
 */
export function latencyTicks(bottom, top) {
  const first = Math.round(Math.log10(bottom));
  const decades = Math.round(Math.log10(top)) - first;
  const factors = decades > maxDividedDecades ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: decades }, (_, index) => 10 ** (first + index)).flatMap((decade) =>
    factors.map((factor) => factor * decade),
  );
  return [...ticks, top];
}
