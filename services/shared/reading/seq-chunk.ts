/** Numbers that one chunk spans. */
export const chunkLength = 16_384;

/** Number of ranges from which a bitmap takes less memory and time. */
const maxRanges = 64;
const wordBits = 32;

/**
 * A set of numbers from 0 up to, but without, {@link chunkLength}: as sorted ranges while they are few, as a bitmap of 2 KiB
 * once they are many. So the time and memory of a number have a bound, in whatever order numbers come and however many are
 * left out.
 */
export class SeqChunk {
  /** Sorted and separated by at least one missing number; `undefined` once there is a bitmap. */
  #ranges: Range[] | undefined = [];
  #bits: Uint32Array | undefined;
  #size = 0;
  #max = -1;

  /** Count of numbers in the set. */
  get size(): number {
    return this.#size;
  }

  /** The highest number; -1 if the set is empty. */
  get max(): number {
    return this.#max;
  }

  /** Adds a number. Returns whether it was new. */
  add(number: number): boolean {
    const isNew = this.#ranges === undefined ? this.#addBit(number) : this.#addToRanges(this.#ranges, number);
    if (!isNew) return false;
    this.#size += 1;
    if (number > this.#max) this.#max = number;
    return true;
  }

  /** Whether the number is in the set. */
  has(number: number): boolean {
    if (this.#ranges === undefined) return this.#hasBit(number);
    const below = this.#ranges[indexAbove(this.#ranges, number) - 1];
    return below !== undefined && number <= below.last;
  }

  /** Yields the numbers from `first` up to, but without, `end`, ascending. */
  *between(first: number, end: number): Generator<number> {
    if (this.#ranges === undefined) {
      const last = Math.min(end - 1, this.#max);
      for (let number = first; number <= last; number += 1) if (this.#hasBit(number)) yield number;
      return;
    }
    for (
      let index = Math.max(0, indexAbove(this.#ranges, first) - 1);
      index < this.#ranges.length;
      index += 1
    ) {
      const range = this.#ranges[index];
      if (range === undefined || range.first >= end) return;
      for (let number = Math.max(range.first, first); number <= range.last && number < end; number += 1)
        yield number;
    }
  }

  #addToRanges(ranges: Range[], number: number): boolean {
    const above = indexAbove(ranges, number);
    const below = ranges[above - 1];
    if (below !== undefined && number <= below.last) return false;
    const next = ranges[above];
    const joinsBelow = below !== undefined && below.last + 1 === number;
    const joinsNext = next !== undefined && number + 1 === next.first;
    if (joinsBelow && joinsNext) {
      below.last = next.last;
      ranges.splice(above, 1);
    } else if (joinsBelow) below.last = number;
    else if (joinsNext) next.first = number;
    else {
      ranges.splice(above, 0, { first: number, last: number });
      if (ranges.length > maxRanges) this.#toBits(ranges);
    }
    return true;
  }

  #toBits(ranges: readonly Range[]): void {
    this.#bits = new Uint32Array(chunkLength / wordBits);
    this.#ranges = undefined;
    for (const { first, last } of ranges)
      for (let number = first; number <= last; number += 1) this.#addBit(number);
  }

  #addBit(number: number): boolean {
    if (this.#bits === undefined || this.#hasBit(number)) return false;
    const word = Math.floor(number / wordBits);
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (number % wordBits));
    return true;
  }

  #hasBit(number: number): boolean {
    return (((this.#bits?.[Math.floor(number / wordBits)] ?? 0) >>> (number % wordBits)) & 1) === 1;
  }
}

interface Range {
  first: number;
  last: number;
}

/** Returns the index of the first range that begins above the number. */
function indexAbove(ranges: readonly Range[], number: number): number {
  const last = ranges.at(-1);
  // Nearly all new numbers belong at the end.
  if (last === undefined || last.first <= number) return ranges.length;
  let from = 0;
  let to = ranges.length - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ranges[middle]?.first ?? number) <= number) from = middle + 1;
    else to = middle;
  }
  return from;
}
