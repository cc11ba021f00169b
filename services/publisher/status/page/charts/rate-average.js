/** Lengths of the average in seconds, each for rates in readings per second from its least on. */
const lengths = [
  { seconds: 1, leastRate: 20 },
  { seconds: 10, leastRate: 0 },
];
/** Factor by which a rate has to pass a limit before the length changes: one about the limit would change it all the time. */
const hysteresis = 1.2;

/** @typedef {readonly (number | null)[]} Values one per second; `null` if unknown */

/** Average of rates over enough seconds to be a line: at one reading a second, the counts of single seconds jump between 0 and 2. */
export class RateAverage {
  #seconds = lengthFor(0);

  /** Number of seconds that each value is the average of. */
  get seconds() {
    return this.#seconds;
  }

  /**
   * Returns the averages of rates. Their length is that for the highest of the rates.
   * @param {readonly Values[]} rates
   */
  of(rates) {
    const rate = Math.max(0, ...rates.map(meanOf));
    const isNear = [rate * hysteresis, rate / hysteresis].map(lengthFor).includes(this.#seconds);
    if (!isNear) this.#seconds = lengthFor(rate);
    return rates.map((values) => movingAverage(values, this.#seconds));
  }
}

/** @param {number} rate */
function lengthFor(rate) {
  return lengths.find(({ leastRate }) => rate >= leastRate)?.seconds ?? 1;
}

/**
 * Returns the mean of each value and of the known ones among the `length - 1` before it. An unknown value stays unknown.
 * @param {Values} values
 * @param {number} length
 */
export function movingAverage(values, length) {
  return values.map((value, index) =>
    value === null ? null : meanOf(values.slice(Math.max(0, index + 1 - length), index + 1)),
  );
}

/**
 * Returns the mean of the known values; 0 if there are none.
 * @param {Values} values
 */
function meanOf(values) {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
}
