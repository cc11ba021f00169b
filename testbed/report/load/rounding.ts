/** Returns microseconds as milliseconds with two decimals. */
export function milliseconds(micros: number): number {
  return Math.round(micros / 10) / 100;
}

/** Returns a value with one decimal. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
