import { median } from "../testbed/report/median.ts";

/** Returns the median of the ratios of values to others of the same round; NaN without rounds. */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** Returns a number with at most two decimals. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Returns a number with at most three decimals. */
export function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
