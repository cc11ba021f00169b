/**
 * A bounded buffer of items that must be delivered in order, oldest first, and again if a connection is lost.
 *
 *     settled │ in flight │ waiting │
 *             ▲ #head     ▲ #next   ▲ end
 *
 * Order rests on one rule: the oldest waiting item is always sent next. After the loss of a connection its unsettled
 * items wait again, at their old places, before all later ones. Pure: it sends nothing itself.
 */
export class Outbox<Item> {
  readonly #limit: number;
  #entries: Entry<Item>[] = [];
  #head = 0;
  #next = 0;
  #inFlight = 0;
  #connection = 0;

  /** `limit`: of items waiting and in flight together; at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of items not sent yet, or sent over a connection that was lost before it settled them. */
  get waiting(): number {
    return this.#entries.length - this.#next;
  }

  /** Number of items sent over the present connection and not settled. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Adds the newest item. Past the limit the oldest waiting one is dropped and returned. Items in flight are never
   * dropped, because the broker may have them already.
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

  /** Puts the oldest waiting item in flight; `undefined` if none waits. */
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

  /** Makes the items that the lost connection did not settle wait again. */
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
    // Not before at least half is settled, so that each entry is moved once on average.
    if (this.#head < 1024 || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#next -= this.#head;
    this.#head = 0;
  }
}

/** An item that was handed to the connection. */
export interface InFlight<Item> {
  readonly item: Item;
  /**
   * Removes the item from the outbox: the broker has answered, or never will (QoS 0).
   * Returns `false` if that comes too late: its connection was lost, and it waits to be sent again.
   */
  readonly settle: () => boolean;
}

interface Entry<Item> {
  readonly item: Item;
  settled: boolean;
}
