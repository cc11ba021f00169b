/** Name of a time that is kept of a reading. */
export type TimeName = keyof typeof timeColumns;

const timeColumns = { madeAt: 0, firstSentAt: 1, lastAcknowledgedAt: 2, firstConsumedAt: 3 } as const;
const timesPerReading = 4;
const wordsPerHash = 8;
const none = -1;
const firstCapacity = 1_024;

/**
 * Times of single readings, and the SHA-256 of their bytes. A reading is held from the first fact that needs it until it
 * is settled, and from then on until `rememberedReadings` others have been settled after it.
 *
 * A table in typed arrays, since hundreds of thousands of short-lived objects would cost a multiple of their size: V8
 * collects objects that have survived for a while only after the heap has grown. A reading's slot is found by hashing with
 * linear probing. Settled slots, oldest first, and free slots are lists linked through `#next`.
 */
export class HeldReadings {
  readonly #rememberedReadings: number;
  #capacity = firstCapacity;
  #sequences = new Int32Array(firstCapacity);
  #seqs = new Float64Array(firstCapacity);
  #times = new Float64Array(firstCapacity * timesPerReading);
  #hashes = new Int32Array(firstCapacity * wordsPerHash);
  #next = new Int32Array(firstCapacity);
  /** Slots by the hash of their readings' names; twice as long as the number of slots, to keep probing short. */
  #index = new Int32Array(firstCapacity * 2).fill(none);
  #size = 0;
  /** Number of readings that have been settled, with those that are forgotten. */
  #settled = 0;
  #oldestSettled = none;
  #newestSettled = none;
  #free = none;
  /** First slot that was never used; none after it was. */
  #unused = 0;
  readonly #hash = Buffer.alloc(wordsPerHash * Int32Array.BYTES_PER_ELEMENT);
  readonly #hashWords = new Int32Array(this.#hash.buffer, this.#hash.byteOffset, wordsPerHash);

  /** @throws RangeError unless `rememberedReadings` is a whole number from 0 */
  constructor(rememberedReadings: number) {
    if (!Number.isInteger(rememberedReadings) || rememberedReadings < 0) {
      throw new RangeError(`cannot remember ${rememberedReadings} readings`);
    }
    this.#rememberedReadings = rememberedReadings;
  }

  /** Number of readings that are held. */
  get size(): number {
    return this.#size;
  }

  /** Returns the slot of a reading; `undefined` if it is not held. `sequence` identifies device and run. */
  find(sequence: number, seq: number): number | undefined {
    for (let place = this.#placeOf(sequence, seq); ; place = this.#after(place)) {
      const slot = at(this.#index, place);
      if (slot === none) return undefined;
      if (at(this.#sequences, slot) === sequence && at(this.#seqs, slot) === seq) return slot;
    }
  }

  /** Returns the slot of a reading, which is held from now on. */
  hold(sequence: number, seq: number): number {
    const known = this.find(sequence, seq);
    if (known !== undefined) return known;
    const slot = this.#takeSlot();
    this.#sequences[slot] = sequence;
    this.#seqs[slot] = seq;
    this.#times.fill(Number.NaN, slot * timesPerReading, (slot + 1) * timesPerReading);
    this.#enter(slot);
    this.#size += 1;
    return slot;
  }

  /** Returns a time in µs; `undefined` if it was not set. */
  time(slot: number, name: TimeName): number | undefined {
    const time = at(this.#times, slot * timesPerReading + timeColumns[name]);
    return Number.isNaN(time) ? undefined : time;
  }

  setTime(slot: number, name: TimeName, micros: number): void {
    this.#times[slot * timesPerReading + timeColumns[name]] = micros;
  }

  /** @throws RangeError unless `sha256` is the hex of a SHA-256 */
  setBytes(slot: number, sha256: string): void {
    this.#read(sha256);
    this.#hashes.set(this.#hashWords, slot * wordsPerHash);
  }

  /**
   * Whether the reading's bytes have this SHA-256.
   * @throws RangeError unless `sha256` is the hex of a SHA-256
   */
  hasBytes(slot: number, sha256: string): boolean {
    this.#read(sha256);
    for (let word = 0; word < wordsPerHash; word += 1) {
      if (this.#hashes[slot * wordsPerHash + word] !== this.#hashWords[word]) return false;
    }
    return true;
  }

  /** Marks the reading as settled: it may be forgotten. To be called once per reading. */
  settle(slot: number): void {
    this.#next[slot] = none;
    if (this.#newestSettled === none) this.#oldestSettled = slot;
    else this.#next[this.#newestSettled] = slot;
    this.#newestSettled = slot;
    this.#settled += 1;
    if (this.#settled > this.#rememberedReadings) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const slot = this.#oldestSettled;
    this.#oldestSettled = at(this.#next, slot);
    if (this.#oldestSettled === none) this.#newestSettled = none;
    this.#leave(slot);
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  #takeSlot(): number {
    if (this.#free !== none) {
      const slot = this.#free;
      this.#free = at(this.#next, slot);
      return slot;
    }
    if (this.#unused === this.#capacity) this.#grow();
    this.#unused += 1;
    return this.#unused - 1;
  }

  /** Doubles the table. To be called only when every slot is in use. */
  #grow(): void {
    this.#capacity *= 2;
    this.#sequences = copied(this.#sequences, new Int32Array(this.#capacity));
    this.#seqs = copied(this.#seqs, new Float64Array(this.#capacity));
    this.#times = copied(this.#times, new Float64Array(this.#capacity * timesPerReading));
    this.#hashes = copied(this.#hashes, new Int32Array(this.#capacity * wordsPerHash));
    this.#next = copied(this.#next, new Int32Array(this.#capacity));
    this.#index = new Int32Array(this.#capacity * 2).fill(none);
    for (let slot = 0; slot < this.#unused; slot += 1) this.#enter(slot);
  }

  /** Returns the first place of the search for a reading. Multiplying scatters neighbours, which would form clusters. */
  #placeOf(sequence: number, seq: number): number {
    const mixed = Math.imul(Math.imul(sequence, 0x9e3779b1) + seq, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.#index.length - 1);
  }

  #after(place: number): number {
    return (place + 1) & (this.#index.length - 1);
  }

  #enter(slot: number): void {
    let place = this.#placeOf(at(this.#sequences, slot), at(this.#seqs, slot));
    while (at(this.#index, place) !== none) place = this.#after(place);
    this.#index[place] = slot;
  }

  /** Removes a slot from the index and closes the hole, which would end the search for others too early. */
  #leave(slot: number): void {
    let hole = this.#placeOf(at(this.#sequences, slot), at(this.#seqs, slot));
    while (at(this.#index, hole) !== slot) hole = this.#after(hole);
    for (let place = this.#after(hole); ; place = this.#after(place)) {
      const moved = at(this.#index, place);
      if (moved === none) break;
      const home = this.#placeOf(at(this.#sequences, moved), at(this.#seqs, moved));
      // It may move into the hole unless the search for it begins after the hole.
      if (this.#distance(home, place) < this.#distance(hole, place)) continue;
      this.#index[hole] = moved;
      hole = place;
    }
    this.#index[hole] = none;
  }

  #distance(from: number, to: number): number {
    return (to - from) & (this.#index.length - 1);
  }

  #read(sha256: string): void {
    if (sha256.length === 2 * this.#hash.length && this.#hash.write(sha256, "hex") === this.#hash.length)
      return;
    throw new RangeError(`"${sha256}" is not the hex of a SHA-256`);
  }
}

/** Returns the element at an index that is known to exist. */
function at(array: Int32Array | Float64Array, index: number): number {
  return array[index] ?? none;
}

function copied<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
