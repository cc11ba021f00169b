import { chunkLength, SeqChunk } from "./seq-chunk.ts";

/**
 * A set of sequence numbers, whole ones from 0 to 2^53 - 1. Its memory grows with the disorder in the sequence, not with its
 * length, and adding a number takes the same time in any order.
 */
export class SeqSet implements Iterable<number> {
  readonly #chunks = new Map<number, SeqChunk>();
  /** Keys of the chunks; ascending unless {@link #isSorted} is false. */
  readonly #keys: number[] = [];
  #isSorted = true;
  #size = 0;
  #max: number | undefined;
  #latestKey = -1;
  #latest: SeqChunk | undefined;

  /** Count of numbers in the set. */
  get size(): number {
    return this.#size;
  }

  /** The highest number; `undefined` if the set is empty. */
  get max(): number | undefined {
    return this.#max;
  }

  /** Whether the number is in the set. */
  has(seq: number): boolean {
    const key = keyOf(seq);
    const chunk = key === this.#latestKey ? this.#latest : this.#chunks.get(key);
    return chunk?.has(seq % chunkLength) ?? false;
  }

  /** Adds a number. Returns whether it was new. */
  add(seq: number): boolean {
    if (!this.#chunkOf(seq).add(seq % chunkLength)) return false;
    this.#size += 1;
    if (this.#max === undefined || seq > this.#max) this.#max = seq;
    return true;
  }

  /** Yields all numbers, ascending. */
  [Symbol.iterator](): Generator<number> {
    return this.between(0, Number.POSITIVE_INFINITY);
  }

  /** Yields the numbers from `first` up to, but without, `end`, ascending. */
  *between(first: number, end: number): Generator<number> {
    for (const key of this.#sortedKeys()) {
      const base = key * chunkLength;
      if (base >= end) return;
      if (base + chunkLength <= first) continue;
      const chunk = this.#chunks.get(key);
      if (chunk === undefined) continue;
      for (const number of chunk.between(Math.max(0, first - base), Math.min(chunkLength, end - base)))
        yield base + number;
    }
  }

  /** Returns a new set of the numbers that are in this set and not in the other. */
  difference(other: SeqSet): SeqSet {
    const difference = new SeqSet();
    for (const key of this.#sortedKeys()) {
      const chunk = this.#chunks.get(key);
      const covered = other.#chunks.get(key);
      // The usual case: nothing is missing.
      if (chunk === undefined || (covered !== undefined && isWholeTo(covered, chunk.max))) continue;
      for (const number of chunk.between(0, chunkLength))
        if (!covered?.has(number)) difference.add(key * chunkLength + number);
    }
    return difference;
  }

  /** Returns the count of numbers from `first` to the highest that are not in the set. */
  missingFrom(first: number): number {
    if (this.#max === undefined || this.#max < first) return 0;
    return this.#max - first + 1 - this.#countFrom(first);
  }

  /** Returns the count of numbers in the set from `first` on. */
  #countFrom(first: number): number {
    if (first <= 0) return this.#size;
    const firstKey = keyOf(first);
    let count = 0;
    for (const [key, { size }] of this.#chunks) if (key > firstKey) count += size;
    const partly = this.#chunks.get(firstKey)?.between(first % chunkLength, chunkLength);
    return count + (partly?.reduce((sum) => sum + 1, 0) ?? 0);
  }

  #chunkOf(seq: number): SeqChunk {
    const key = keyOf(seq);
    if (key === this.#latestKey && this.#latest !== undefined) return this.#latest;
    let chunk = this.#chunks.get(key);
    if (chunk === undefined) {
      chunk = new SeqChunk();
      this.#chunks.set(key, chunk);
      if (key < (this.#keys.at(-1) ?? -1)) this.#isSorted = false;
      this.#keys.push(key);
    }
    this.#latestKey = key;
    this.#latest = chunk;
    return chunk;
  }

  #sortedKeys(): readonly number[] {
    if (!this.#isSorted) this.#keys.sort((a, b) => a - b);
    this.#isSorted = true;
    return this.#keys;
  }
}

function keyOf(seq: number): number {
  return Math.floor(seq / chunkLength);
}

/** Whether the chunk has every number up to this one. */
function isWholeTo(chunk: SeqChunk, last: number): boolean {
  return chunk.size === chunk.max + 1 && chunk.max >= last;
}
