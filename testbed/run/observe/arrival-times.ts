/** Arrival times of new readings at the consumer, for silence; µs of the monotonic clock. */
export class ArrivalTimes {
  #count = 0;
  #lastAt: number | undefined;
  #silentSince: number | undefined;
  #longestSilence = 0;

  /** Adds the first arrival of a reading. Arrivals must be added in order of time. */
  add(at: number): void {
    this.#count += 1;
    this.#lastAt = at;
    this.#longestSilence = Math.max(this.#longestSilence, at - (this.#silentSince ?? at));
    this.#silentSince = Math.max(this.#silentSince ?? at, at);
  }

  /** Number of different readings that have arrived. */
  get count(): number {
    return this.#count;
  }

  /** Time of the latest arrival. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** Longest time without an arrival, up to the latest one. */
  get longestSilenceMs(): number {
    return this.#longestSilence / 1_000;
  }

  /** Restarts the measurement of the longest silence at this time. */
  measureSilenceFrom(from: number): void {
    this.#silentSince = from;
    this.#longestSilence = 0;
  }
}
