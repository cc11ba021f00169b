interface Waiting<Item> {
  readonly item: Item;
  readonly size: number;
  readonly arrivedAtMs: number;
  next: Waiting<Item> | undefined;
}

/** What a chunk costs beside its bytes. Node 24, chunks of 4 bytes: 283 on the heap, 1,068 of the process's memory. */
const upkeepBytes = 512;
/** Enough for 3 MB/s delayed by 5 s; past it, latency turns into limited bandwidth, as in a real network. */
const longestBytes = 16 * 1024 * 1024;

/**
 * A queue whose items may be taken a while after they came, in the order in which they came. The delay is latency and
 * not bandwidth: each item waits from its own arrival on. Pure: the caller brings the clock (milliseconds, monotonic).
 *
 * The delay is that of the moment when an item is taken, so a changed one applies to what waits already.
 */
export class DelayLine<Item> {
  /** How long each item waits, in milliseconds. */
  delayMs: number;
  #first: Waiting<Item> | undefined;
  #last: Waiting<Item> | undefined;
  #bytes = 0;
  #items = 0;

  constructor(delayMs: number) {
    this.delayMs = delayMs;
  }

  /** How many bytes wait. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /**
   * Whether nothing more should be pushed for now. Without a delay, one item that waits is enough: then it is not the
   * delay that it waits for. With one, 16 MiB may wait, small items counting a little more than their bytes.
   */
  get full(): boolean {
    if (this.delayMs === 0) return this.#items > 0;
    return this.#bytes + this.#items * upkeepBytes >= longestBytes;
  }

  /** Adds an item of so many bytes at the end. */
  push(item: Item, size: number, nowMs: number): void {
    const waiting: Waiting<Item> = { item, size, arrivedAtMs: nowMs, next: undefined };
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
    this.#bytes += size;
    this.#items += 1;
  }

  /** Takes the first item, if it has waited long enough. */
  takeDue(nowMs: number): Item | undefined {
    const first = this.#first;
    if (first === undefined || nowMs - first.arrivedAtMs < this.delayMs) return undefined;
    this.#first = first.next;
    if (this.#first === undefined) this.#last = undefined;
    this.#bytes -= first.size;
    this.#items -= 1;
    return first.item;
  }

  /** In how many milliseconds the first item may be taken, rounded up; `undefined` while none waits. */
  dueInMs(nowMs: number): number | undefined {
    if (this.#first === undefined) return undefined;
    return Math.max(0, Math.ceil(this.#first.arrivedAtMs + this.delayMs - nowMs));
  }
}
