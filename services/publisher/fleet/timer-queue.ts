import TinyQueue from "tinyqueue";
import { monotonicMicros } from "../../shared/journal/journal.ts";

/** An item that becomes due at a time, unless it is cancelled before. */
export interface TimedItem<Item> {
  readonly item: Item;
  /** µs of the monotonic clock. */
  readonly at: number;
  cancelled: boolean;
}

/** Limit of a batch, after which the event loop gets its turn: overdue items must not block what arrives. */
const longestBatch = 100;
/** Longest delay of a timer; Node.js fires a longer one at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * A priority queue of timed items driven by a single timer. Due items are handed over in the order of their times, in
 * batches: thousands of devices would otherwise be thousands of timers, each with a journal write of its own.
 */
export class TimerQueue<Item> implements Disposable {
  readonly #onDue: (due: readonly TimedItem<Item>[]) => void;
  readonly #queue = new TinyQueue<TimedItem<Item>>([], (a, b) => a.at - b.at);
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #nextBatch: NodeJS.Immediate | undefined;

  constructor(onDue: (due: readonly TimedItem<Item>[]) => void) {
    this.#onDue = onDue;
  }

  /** Adds an item that becomes due at this time, µs of the monotonic clock: if that is past, right after this call. */
  add(item: Item, at: number): TimedItem<Item> {
    const timed = { item, at, cancelled: false };
    this.#queue.push(timed);
    this.#setTimer();
    return timed;
  }

  /** Whether nothing is to come: cancelled items count until their time. */
  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** Forgets all items. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextBatch);
    this.#nextBatch = undefined;
    this.#queue.data.length = 0;
    this.#queue.length = 0;
  }

  #setTimer(): void {
    const next = this.#queue.peek();
    // The end of a pending batch sets the timer again.
    if (next === undefined || next.at >= this.#timerAt || this.#nextBatch !== undefined) return;
    clearTimeout(this.#timer);
    this.#timerAt = next.at;
    // Rounded up: a timer that fires a moment too early would find nothing due.
    const delayMs = Math.ceil((next.at - monotonicMicros()) / 1_000);
    this.#timer = setTimeout(() => this.#run(), Math.min(longestTimerMs, Math.max(0, delayMs)));
  }

  #run(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#nextBatch = undefined;
    const now = monotonicMicros();
    const due: TimedItem<Item>[] = [];
    for (let next = this.#queue.peek(); next !== undefined && next.at <= now; next = this.#queue.peek()) {
      if (due.length === longestBatch) {
        this.#nextBatch = setImmediate(() => this.#run());
        break;
      }
      this.#queue.pop();
      if (!next.cancelled) due.push(next);
    }
    if (due.length > 0) this.#onDue(due);
    this.#setTimer();
  }
}
