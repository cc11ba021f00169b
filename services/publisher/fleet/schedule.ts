import TinyQueue from "tinyqueue";
import { monotonicMicros } from "../../shared/journal/journal.ts";

/** Something that becomes due at a time, unless it is cancelled before. */
export interface Appointment<Item> {
  readonly item: Item;
  /** µs of the monotonic clock. */
  readonly at: number;
  cancelled: boolean;
}

/** After so many at one go the event loop gets its turn: what is overdue must not block what arrives. */
const longestBatch = 100;
/** Of a timer; Node fires one that is longer at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * When what becomes due, for any number of things, on one timer. Told of them in the order of their times, in batches of
 * what is due by then: thousands of devices would otherwise be thousands of timers, each with a write of its own.
 */
export class Schedule<Item> implements Disposable {
  readonly #onDue: (due: readonly Appointment<Item>[]) => void;
  readonly #queue = new TinyQueue<Appointment<Item>>([], (a, b) => a.at - b.at);
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #again: NodeJS.Immediate | undefined;

  constructor(onDue: (due: readonly Appointment<Item>[]) => void) {
    this.#onDue = onDue;
  }

  /** Has the item become due at this time: µs of the monotonic clock. One that is past is due at once, not within this call. */
  add(item: Item, at: number): Appointment<Item> {
    const appointment = { item, at, cancelled: false };
    this.#queue.push(appointment);
    this.#setTimer();
    return appointment;
  }

  /** Nothing becomes due any more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#again);
    this.#queue.data.length = 0;
    this.#queue.length = 0;
  }

  #setTimer(): void {
    const next = this.#queue.peek();
    // While a batch goes on the end of it looks again.
    if (next === undefined || next.at >= this.#timerAt || this.#again !== undefined) return;
    clearTimeout(this.#timer);
    this.#timerAt = next.at;
    // Rounded up: a timer that fires a moment too early would find nothing due.
    const delayMs = Math.ceil((next.at - monotonicMicros()) / 1_000);
    this.#timer = setTimeout(() => this.#run(), Math.min(longestTimerMs, Math.max(0, delayMs)));
  }

  #run(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#again = undefined;
    const now = monotonicMicros();
    const due: Appointment<Item>[] = [];
    for (let next = this.#queue.peek(); next !== undefined && next.at <= now; next = this.#queue.peek()) {
      if (due.length === longestBatch) {
        this.#again = setImmediate(() => this.#run());
        break;
      }
      this.#queue.pop();
      if (!next.cancelled) due.push(next);
    }
    if (due.length > 0) this.#onDue(due);
    this.#setTimer();
  }
}
