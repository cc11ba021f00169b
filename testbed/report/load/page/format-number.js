const format = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** @param {number | null | undefined} value */
export function formatNumber(value) {
  return value === null || value === undefined ? "–" : format.format(value);
}
