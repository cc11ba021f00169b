import { type Histogram } from "hdr-histogram-js";
import { type LoadReport } from "./load-report.ts";
import { milliseconds } from "./rounding.ts";

/** Points of the curve per halving of the distance to 100 %, as in charts of latency by percentile. */
const ticksPerHalfDistance = 5;

/** Returns the latencies of one span for the report; `null` if nothing was measured. */
export function latencyFigures(histogram: Histogram): LoadReport["latencyMs"]["endToEnd"] {
  const { totalCount } = histogram;
  if (totalCount === 0) return null;
  const at = (percentile: number) => milliseconds(histogram.getValueAtPercentile(percentile));
  return {
    count: totalCount,
    mean: milliseconds(histogram.mean),
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: milliseconds(histogram.maxValue),
    curve: percentiles(totalCount).map((percentile) => [percentile, at(percentile)]),
  };
}

/** Returns the percentiles of the curve, as far as the number of values can distinguish them. */
function percentiles(count: number): number[] {
  const found: number[] = [];
  for (let distance = 100; distance > 100 / count; distance /= 2) {
    for (let tick = 0; tick < ticksPerHalfDistance; tick += 1) {
      found.push(100 - distance + (tick * distance) / 2 / ticksPerHalfDistance);
    }
  }
  return [...found, 100];
}
