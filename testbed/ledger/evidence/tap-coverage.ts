import { type OptionalTap, type Tap } from "../tap.ts";

/** A time in which a tap may have missed readings: µs of the monotonic clock, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Times in which each tap observed. That a tap did not see a reading is evidence only if it observed all the time in which
 * the reading could have passed.
 */
export class TapCoverage {
  /** The optional taps that are present. */
  readonly taps: readonly OptionalTap[];
  readonly #gaps: Record<Tap, Gap[]> = {
    publisher: [],
    mqtt: [],
    "mqtt-bridge": [],
    bridge: [],
    kafka: [],
    consumer: [],
  };

  constructor(taps: readonly OptionalTap[]) {
    this.taps = [...taps];
  }

  /** All gaps of every tap, as announced. */
  get gaps(): Readonly<Record<Tap, readonly Gap[]>> {
    return structuredClone(this.#gaps);
  }

  /** @throws RangeError for a gap that ends before it begins, which is a mistake of its tap */
  addGap(tap: Tap, { from, to }: Gap): void {
    if (!(from <= to)) throw new RangeError(`the tap "${tap}" has a gap from ${from} to ${to} µs`);
    this.#gaps[tap].push({ from, to });
  }

  /** Whether the tap is present. */
  has(tap: OptionalTap): boolean {
    return this.taps.includes(tap);
  }

  /** Whether the tap is present and has no gap that touches the time between `from` and `to`, both included. */
  isComplete(tap: OptionalTap, from: number, to: number): boolean {
    return this.has(tap) && !this.#gaps[tap].some((gap) => gap.from <= to && gap.to >= from);
  }
}
