/** Times at which new readings arrive at the consumer: recovery and silence are measured by them. µs of the monotonic clock. */
export class ArrivalTimes {
  #count = 0;
  #lastAt: number | undefined;
  #awaited: { readonly from: number; firstAt: number | undefined } | undefined;
  #silentSince: number | undefined;
  #longestSilence = 0;

  /** Adds the first arrival of a reading. Arrivals are added in the order of their times. */
  add(at: number): void {
    this.#count += 1;
    this.#lastAt = at;
    this.#longestSilence = Math.max(this.#longestSilence, at - (this.#silentSince ?? at));
    this.#silentSince = Math.max(this.#silentSince ?? at, at);
    if (this.#awaited !== undefined && at >= this.#awaited.from) this.#awaited.firstAt ??= at;
  }

  /** Number of readings that have arrived. */
  get count(): number {
    return this.#count;
  }

  /** Time of the latest arrival. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** The longest time without an arrival until the latest one. */
  get longestSilenceMs(): number {
    return this.#longestSilence / 1_000;
  }

  /** Measures the longest silence from this time on. */
  measureSilenceFrom(from: number): void {
    this.#silentSince = from;
    this.#longestSilence = 0;
  }

  /** Waits from now on for the first arrival at or after this time. */
  awaitFrom(from: number): void {
    this.#awaited = { from, firstAt: undefined };
  }

  /** Time of the first arrival among those awaited. */
  get firstAwaitedAt(): number | undefined {
    return this.#awaited?.firstAt;
  }
}
