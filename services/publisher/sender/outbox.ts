/**
 * Readings on their way to the broker, oldest first, in the order in which they were made.
 *
 *     settled │ in flight │ waiting │
 *             ▲ #head     ▲ #next   ▲ end
 *
 * Order rests on one rule: what is sent is always the oldest waiting one. When a connection is lost everything
 * that it did not settle waits again, at its old place, before all that was made later.
 * Pure: it sends nothing itself.
 */
export class Outbox<Item> {
  readonly #limit: number;
  #entries: Entry<Item>[] = [];
  #head = 0;
  #next = 0;
  #inFlight = 0;
  #connection = 0;

  /** `limit`: how many readings it holds at most, waiting and in flight together; at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many were not sent yet, or were sent over a connection that was lost before it settled them. */
  get waiting(): number {
    return this.#entries.length - this.#next;
  }

  /** How many were sent over the present connection and are not settled. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Adds the newest. Past the limit the oldest that waits is dropped and returned; what is in flight is never
   * dropped, because the broker may have it already.
   */
  add(item: Item): Item | undefined {
    this.#entries.push({ item, settled: false });
    if (this.waiting + this.#inFlight <= this.#limit) return undefined;
    const oldest = this.#entryAt(this.#next);
    this.#next += 1;
    oldest.settled = true;
    this.#forgetSettled();
    return oldest.item;
  }

  /** Puts the oldest that waits in flight. `undefined` when none waits. */
  takeNext(): InFlight<Item> | undefined {
    if (this.waiting === 0) return undefined;
    const entry = this.#entryAt(this.#next);
    const connection = this.#connection;
    this.#next += 1;
    this.#inFlight += 1;
    return {
      item: entry.item,
      settle: () => {
        if (entry.settled || connection !== this.#connection) return false;
        entry.settled = true;
        this.#inFlight -= 1;
        this.#forgetSettled();
        return true;
      },
    };
  }

  /** The connection is gone: what it did not settle waits again. */
  connectionLost(): void {
    const unsettled = this.#entries.slice(this.#head, this.#next).filter(({ settled }) => !settled);
    this.#entries = [...unsettled, ...this.#entries.slice(this.#next)];
    this.#head = 0;
    this.#next = 0;
    this.#inFlight = 0;
    this.#connection += 1;
  }

  #entryAt(index: number): Entry<Item> {
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`the outbox has no entry ${index}`);
    return entry;
  }

  #forgetSettled(): void {
    while (this.#head < this.#next && this.#entryAt(this.#head).settled) this.#head += 1;
    // Moving the rest costs as much as it frees, so that each entry is moved once on average.
    if (this.#head < 1024 || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#next -= this.#head;
    this.#head = 0;
  }
}

/** A reading that was handed to the connection. */
export interface InFlight<Item> {
  readonly item: Item;
  /**
   * The broker has answered, or never will (QoS 0): nothing more is to be done for it.
   * `false` where that comes too late: its connection was lost, and it waits to be sent again.
   */
  readonly settle: () => boolean;
}

interface Entry<Item> {
  readonly item: Item;
  settled: boolean;
}
