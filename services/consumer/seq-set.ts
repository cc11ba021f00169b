/**
 * A set of sequence numbers, kept as ranges: it grows with the holes in the sequence, not with its length.
 */
export class SeqSet {
  /** Sorted, apart from each other by at least one missing number. */
  readonly #ranges: Range[] = [];

  /** The highest number in the set; `undefined` when it is empty. */
  get max(): number | undefined {
    return this.#ranges.at(-1)?.last;
  }

  /** How many numbers from `first` to the highest are not in the set. */
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

  /** The index of the first range that begins above `seq`; searched from the end, where new numbers belong. */
  #indexAbove(seq: number): number {
    return this.#ranges.findLastIndex(({ first }) => first <= seq) + 1;
  }
}

interface Range {
  first: number;
  last: number;
}
