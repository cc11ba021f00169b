import { formatNumber } from "../format-number.js";

/** @import { YScale } from "./report-chart.js" */

/** Room above the highest value, as a factor. */
const headroom = 1.05;

/**
 * Returns a linear scale from 0.
 * @returns {YScale}
 */
export function linearScale() {
  return {
    scale: { range: (_plot, _min, max) => [0, (max || 1) * headroom] },
    axis: { values: (_plot, ticks) => ticks.map(formatNumber) },
  };
}
