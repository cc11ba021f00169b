import { type OptionalTap, type Tap } from "./fact.ts";

/** A time in which a tap may have missed what passed: µs of the monotonic clock, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Knows when which tap was watching. That a tap did not see a reading says something only where it watched all the
 * time in which the reading could have passed.
 */
export class Watches {
  /** The optional taps that are there. */
  readonly taps: readonly OptionalTap[];
  readonly #gaps: Record<Tap, Gap[]> = { publisher: [], broker: [], link: [], kafka: [], consumer: [] };

  constructor(taps: readonly OptionalTap[]) {
    this.taps = [...taps];
  }

  /** All gaps of every tap, as they were announced. */
  get gaps(): Readonly<Record<Tap, readonly Gap[]>> {
    return structuredClone(this.#gaps);
  }

  /** @throws RangeError for a gap that ends before it begins: its tap has mixed something up */
  addGap(tap: Tap, { from, to }: Gap): void {
    if (!(from <= to)) throw new RangeError(`the tap "${tap}" has a gap from ${from} to ${to} µs`);
    this.#gaps[tap].push({ from, to });
  }

  isThere(tap: OptionalTap): boolean {
    return this.taps.includes(tap);
  }

  /** Whether the tap is there and has no gap that touches the time between `from` and `to`, both included. */
  watched(tap: OptionalTap, from: number, to: number): boolean {
    return this.isThere(tap) && !this.#gaps[tap].some((gap) => gap.from <= to && gap.to >= from);
  }
}
