import { monotonicMicros } from "../../services/shared/journal/journal.ts";

/** Reads the machine's two clocks. */
export interface Clocks {
  /** µs of the monotonic clock. */
  readonly monotonic: () => number;
  /** ms since the epoch; follows the adjustments of the wall clock. */
  readonly wall: () => number;
}

/** From `sinceMs` of the wall clock on, the monotonic clock is `offset` µs ahead of it. */
interface Anchor {
  readonly sinceMs: number;
  readonly offset: number;
}

const checkIntervalMs = 1_000;
/** Difference from which the wall clock counts as adjusted; its reading is up to 1 ms old. */
const adjustedMs = 2;

/**
 * Conversion of the wall clock, which Kafka's timestamps have, to the monotonic clock of all other times. Compares the two
 * once a second: NTP and administrators adjust the wall clock during a run.
 */
export class WallClock implements Disposable {
  readonly #clocks: Clocks;
  readonly #anchors: [Anchor, ...Anchor[]];
  readonly #timer: NodeJS.Timeout;

  constructor(clocks: Clocks = { monotonic: monotonicMicros, wall: Date.now }) {
    this.#clocks = clocks;
    this.#anchors = [this.#anchor(Number.NEGATIVE_INFINITY)];
    this.#timer = setInterval(() => this.check(), checkIntervalMs);
  }

  /** Compares the clocks now. */
  check(): void {
    const wallMs = this.#clocks.wall();
    const anchor = this.#anchor(wallMs);
    const { offset } = this.#anchors.at(-1) ?? anchor;
    if (Math.abs(anchor.offset - offset) >= adjustedMs * 1_000) this.#anchors.push(anchor);
  }

  /** Converts ms since the epoch to µs of the monotonic clock. */
  toMonotonic(epochMs: number): number {
    const { offset } = this.#anchors.findLast(({ sinceMs }) => sinceMs <= epochMs) ?? this.#anchors[0];
    return epochMs * 1_000 + offset;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Reads the wall clock just after it has moved on: it has whole milliseconds only. */
  #anchor(sinceMs: number): Anchor {
    const before = this.#clocks.wall();
    let wallMs = this.#clocks.wall();
    while (wallMs === before) wallMs = this.#clocks.wall();
    return { sinceMs, offset: this.#clocks.monotonic() - wallMs * 1_000 };
  }
}
