/** Most seconds in a row without an arrival that a line of latencies crosses; in longer ones nothing flows. */
const longestCrossed = 9;

/**
 * Returns latencies with `undefined`, which a line crosses, in the few seconds after a latency in which nothing arrived: at one
 * reading a second that is every third. `null` remains where nothing is known, or nothing arrived for long.
 * @param {readonly (number | null)[]} latencies one per second
 * @param {readonly (number | null)[]} arrived readings in the same seconds
 * @returns {(number | null | undefined)[]}
 */
export function acrossQuietSeconds(latencies, arrived) {
  /** @type {(number | null | undefined)[]} */
  const values = [...latencies];
  /** Latest latency that is followed by seconds without an arrival only. */
  let latest = Number.NEGATIVE_INFINITY;
  for (const [index, latency] of [...latencies, undefined].entries()) {
    const isQuiet = latency === null && arrived[index] === 0;
    if (isQuiet) continue;
    if (latency !== null && index - latest - 1 <= longestCrossed) values.fill(undefined, latest + 1, index);
    latest = latency === null ? Number.NEGATIVE_INFINITY : index;
  }
  return values;
}
