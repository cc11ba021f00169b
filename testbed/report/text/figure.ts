const figures = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Returns a number as text with thousands separators and at most one decimal, such as 12,345.6. */
export function figure(value: number): string {
  return figures.format(value);
}
