/** Watches when new readings arrive at the consumer: what recovery and silence are measured by. Times in µs, monotonic. */
export class ArrivalTimes {
  #count = 0;
  #lastAt: number | undefined;
  #awaited: { readonly from: number; firstAt: number | undefined } | undefined;
  #longestSilence = { from: 0, to: 0 };

  /** Takes the arrival of a reading that has not been consumed before. Arrivals come in the order of their times. */
  add(at: number): void {
    this.#count += 1;
    if (
      this.#lastAt !== undefined &&
      at - this.#lastAt > this.#longestSilence.to - this.#longestSilence.from
    ) {
      this.#longestSilence = { from: this.#lastAt, to: at };
    }
    this.#lastAt = at;
    if (this.#awaited !== undefined && at >= this.#awaited.from) this.#awaited.firstAt ??= at;
  }

  /** How many have arrived. */
  get count(): number {
    return this.#count;
  }

  /** When the latest arrived. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** The longest time between two arrivals that followed on each other. */
  get longestSilenceMs(): number {
    return (this.#longestSilence.to - this.#longestSilence.from) / 1_000;
  }

  /** From now on the first arrival at or after this time counts as the return. */
  awaitFrom(from: number): void {
    this.#awaited = { from, firstAt: undefined };
  }

  /** From when on arrivals are awaited. @throws Error when none are */
  get awaitedFrom(): number {
    if (this.#awaited === undefined) throw new Error("no arrival is awaited");
    return this.#awaited.from;
  }

  /** When the first one arrived of those that are awaited. */
  get firstAwaitedAt(): number | undefined {
    return this.#awaited?.firstAt;
  }
}
