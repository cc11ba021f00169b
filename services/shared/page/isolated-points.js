/** @import UPlot from "uplot" */

/**
 * Returns the indexes of values between two gaps, which no line joins to another: they would be invisible without a point. A gap is a
 * `null`, or an end of the data; a line crosses `undefined`.
 * @param {UPlot} plot
 * @param {number} seriesIndex
 */
export function isolatedPoints({ data }, seriesIndex) {
  const values = data[seriesIndex] ?? [];
  const isGap = (/** @type {number} */ index, /** @type {1 | -1} */ step) => {
    let next = index + step;
    while (next in values && values[next] === undefined) next += step;
    return (values[next] ?? null) === null;
  };
  return [...values.keys()].filter(
    (index) => typeof values[index] === "number" && isGap(index, -1) && isGap(index, 1),
  );
}
