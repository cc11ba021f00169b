const lengthS = 300;
const recentS = 10;
const series = ["acknowledged", "arrived", "p50Ms", "p99Ms"];

/** The last 300 seconds, without holes: a second that was not told is unknown. */
export class History {
  #seconds = [];

  replace(seconds) {
    this.#seconds = [];
    for (const second of seconds) this.add(second);
  }

  add(second) {
    const latest = this.latest;
    if (latest === undefined) {
      this.#seconds.push(second);
      return;
    }
    const ahead = second.at - latest.at;
    if (ahead > lengthS || ahead <= -this.#seconds.length) {
      // The publisher's clock was set: the seconds before stand on another time.
      this.#seconds = [second];
    } else if (ahead <= 0) {
      this.#seconds[this.#seconds.length - 1 + ahead] = second;
    } else {
      for (let at = latest.at + 1; at < second.at; at += 1) this.#seconds.push(untold(at));
      this.#seconds.push(second);
      this.#seconds.splice(0, this.#seconds.length - lengthS);
    }
  }

  get latest() {
    return this.#seconds.at(-1);
  }

  /** Of the latest second in which anything arrived, unless that is long ago. */
  get latestP50Ms() {
    return this.#seconds.slice(-recentS).findLast(({ p50Ms }) => p50Ms !== null)?.p50Ms ?? null;
  }

  at(index) {
    return this.#seconds[index];
  }

  /** In columns, as a chart takes it: the times, then one array for each of the names. */
  columns(names) {
    return [
      this.#seconds.map(({ at }) => at),
      ...names.map((name) => this.#seconds.map((second) => second[name])),
    ];
  }

  /** From when to when a chart shows, in epoch seconds. */
  get window() {
    const end = this.latest?.at ?? Math.floor(Date.now() / 1000);
    return [end - lengthS + 1, end];
  }
}

function untold(at) {
  return { at, ...Object.fromEntries(series.map((name) => [name, null])) };
}
