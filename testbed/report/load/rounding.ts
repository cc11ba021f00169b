/** Converts microseconds to milliseconds, rounded to two decimals. */
export function milliseconds(micros: number): number {
  return Math.round(micros / 10) / 100;
}

/** Returns a value rounded to one decimal. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
