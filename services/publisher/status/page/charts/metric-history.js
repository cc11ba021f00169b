/** @import { Second } from "../../page-events.ts" */

/** @typedef {"acknowledged" | "arrived" | "p50Ms" | "p99Ms"} Metric */
/** @typedef {{ readonly at: number } & Readonly<Record<Metric, number | null>>} HistorySecond */

const lengthS = 300;
/** Age in seconds up to which a latency counts as recent. */
const recentS = 10;

/** Metrics of the last 300 seconds, without gaps: a second that was not received is unknown. */
export class MetricHistory {
  /** @type {HistorySecond[]} */
  #seconds = [];

  /** @param {readonly Second[]} seconds */
  replace(seconds) {
    this.#seconds = [];
    for (const second of seconds) this.add(second);
  }

  /** @param {Second} second */
  add(second) {
    const latest = this.latest;
    if (latest === undefined) {
      this.#seconds.push(second);
      return;
    }
    const ahead = second.at - latest.at;
    if (ahead > lengthS || ahead <= -this.#seconds.length) {
      // The publisher's clock was set: earlier seconds are on another time scale.
      this.#seconds = [second];
    } else if (ahead <= 0) {
      this.#seconds[this.#seconds.length - 1 + ahead] = second;
    } else {
      for (let at = latest.at + 1; at < second.at; at += 1) this.#seconds.push(unknownSecond(at));
      this.#seconds.push(second);
      this.#seconds.splice(0, this.#seconds.length - lengthS);
    }
  }

  get latest() {
    return this.#seconds.at(-1);
  }

  /** Returns the p50 of the latest second with arrivals; `null` if none is recent. */
  get latestP50Ms() {
    return this.#seconds.slice(-recentS).findLast(({ p50Ms }) => p50Ms !== null)?.p50Ms ?? null;
  }

  /** Ends of the seconds, in seconds since the epoch. */
  get times() {
    return this.#seconds.map(({ at }) => at);
  }

  /**
   * Returns the values of a metric, one per second.
   * @param {Metric} metric
   */
  valuesOf(metric) {
    return this.#seconds.map((second) => second[metric]);
  }

  /**
   * Returns the first and the last second of the time axis, in seconds since the epoch.
   * @returns {[from: number, to: number]}
   */
  get range() {
    const end = this.latest?.at ?? Math.floor(Date.now() / 1000);
    return [end - lengthS + 1, end];
  }
}

/**
 * @param {number} at
 * @returns {HistorySecond}
 */
function unknownSecond(at) {
  return { at, acknowledged: null, arrived: null, p50Ms: null, p99Ms: null };
}
