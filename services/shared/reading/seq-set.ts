/** A set of sequence numbers, kept as ranges: its size in memory grows with the gaps in the sequence, not with its length. */
export class SeqSet implements Iterable<number> {
  /** Sorted and separated by at least one missing number. */
  readonly #ranges: Range[] = [];

  /** Count of numbers in the set. */
  get size(): number {
    return this.#ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  /** The highest number; `undefined` if the set is empty. */
  get max(): number | undefined {
    return this.#ranges.at(-1)?.last;
  }

  /** Whether the number is in the set. */
  has(seq: number): boolean {
    const below = this.#ranges[this.#indexAbove(seq) - 1];
    return below !== undefined && seq <= below.last;
  }

  /** Yields all numbers, ascending. */
  [Symbol.iterator](): Generator<number> {
    return this.between(0, Number.POSITIVE_INFINITY);
  }

  /** Yields the numbers from `first` up to, but without, `end`, ascending. */
  *between(first: number, end: number): Generator<number> {
    for (let index = Math.max(0, this.#indexAbove(first) - 1); index < this.#ranges.length; index += 1) {
      const range = this.#ranges[index];
      if (range === undefined || range.first >= end) return;
      for (let seq = Math.max(range.first, first); seq <= range.last && seq < end; seq += 1) yield seq;
    }
  }

  /** Returns a new set of the numbers that are in this set and not in the other. */
  difference(other: SeqSet): SeqSet {
    const difference = new SeqSet();
    let index = 0;
    for (const { first, last } of this.#ranges) {
      let start = first;
      while (start <= last) {
        const covered = other.#ranges[index];
        if (covered === undefined || covered.first > last) {
          difference.#ranges.push({ first: start, last });
          break;
        }
        if (covered.first > start) difference.#ranges.push({ first: start, last: covered.first - 1 });
        // A range that reaches beyond this one may also cover part of the next one.
        if (covered.last > last) break;
        start = Math.max(start, covered.last + 1);
        index += 1;
      }
    }
    return difference;
  }

  /** Returns the count of numbers from `first` to the highest that are not in the set. */
  missingFrom(first: number): number {
    if (this.max === undefined) return 0;
    const present = this.#ranges.reduce(
      (sum, range) => sum + Math.max(0, range.last - Math.max(range.first, first) + 1),
      0,
    );
    return Math.max(0, this.max - first + 1 - present);
  }

  /** Adds a number. Returns whether it was new. */
  add(seq: number): boolean {
    const above = this.#indexAbove(seq);
    const below = this.#ranges[above - 1];
    if (below !== undefined && seq <= below.last) return false;
    const next = this.#ranges[above];
    const joinsBelow = below !== undefined && below.last + 1 === seq;
    const joinsNext = next !== undefined && seq + 1 === next.first;
    if (joinsBelow && joinsNext) {
      below.last = next.last;
      this.#ranges.splice(above, 1);
    } else if (joinsBelow) below.last = seq;
    else if (joinsNext) next.first = seq;
    else this.#ranges.splice(above, 0, { first: seq, last: seq });
    return true;
  }

  /** Returns the index of the first range that begins above `seq`. */
  #indexAbove(seq: number): number {
    const last = this.#ranges.at(-1);
    // Nearly all new numbers belong at the end.
    if (last === undefined || last.first <= seq) return this.#ranges.length;
    let from = 0;
    let to = this.#ranges.length - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#ranges[middle]?.first ?? seq) <= seq) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

interface Range {
  first: number;
  last: number;
}
