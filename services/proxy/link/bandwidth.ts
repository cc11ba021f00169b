/** Time that a piece takes at most: connections take turns this often. */
const pieceMs = 20;

/**
 * Bandwidth of one direction of a link. Its connections pass pieces in turn, in the order in which they asked: one that has
 * much to pass does not keep the others waiting. After a piece the line is busy for as long as the piece takes. A late timer
 * is made up for, so that the bandwidth holds on average.
 */
export class Bandwidth {
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  readonly #waiting: (() => void)[] = [];
  #isTurn = false;
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #limitedMs = 0;
  #limitedSinceMs: number | undefined;

  /** Time for which bytes have waited because the line was busy, in milliseconds. */
  get limitedMs(): number {
    const since = this.#limitedSinceMs;
    return this.#limitedMs + (since === undefined ? 0 : performance.now() - since);
  }

  /** Number of bytes that may pass now; 0: ask for a turn. */
  get allowance(): number {
    if (!Number.isFinite(this.#bytesPerSecond)) return Number.POSITIVE_INFINITY;
    const isFree = this.#waiting.length === 0 && this.#freeAtMs <= performance.now();
    return this.#isTurn || isFree ? Math.max(1, Math.floor((this.#bytesPerSecond * pieceMs) / 1_000)) : 0;
  }

  /** Notes that bytes have passed, at most the allowance. */
  passed(bytes: number): void {
    if (!Number.isFinite(this.#bytesPerSecond)) return;
    const from = this.#isTurn ? this.#freeAtMs : Math.max(this.#freeAtMs, performance.now());
    this.#freeAtMs = from + (bytes / this.#bytesPerSecond) * 1_000;
    this.#isTurn = false;
  }

  /** Calls `onTurn` when there is an allowance for it, once. */
  queue(onTurn: () => void): void {
    this.#waiting.push(onTurn);
    this.#limitedSinceMs ??= performance.now();
    if (this.#timer === undefined) this.#waitUntilFree();
  }

  /** Changes the bandwidth, also for what waits; Infinity: unlimited. */
  setLimit(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAtMs = performance.now();
    this.#takeTurns();
  }

  #takeTurns(): void {
    while (this.#waiting.length > 0 && this.#freeAtMs <= performance.now()) {
      this.#isTurn = true;
      this.#waiting.shift()?.();
      this.#isTurn = false;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#waitUntilFree();
    else {
      this.#limitedMs = this.limitedMs;
      this.#limitedSinceMs = undefined;
    }
  }

  #waitUntilFree(): void {
    const waitMs = Math.max(0, Math.ceil(this.#freeAtMs - performance.now()));
    this.#timer = setTimeout(() => this.#takeTurns(), waitMs);
  }
}
