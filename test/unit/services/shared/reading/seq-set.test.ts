import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkLength } from "../../../../../services/shared/reading/seq-chunk.ts";
import { SeqSet } from "../../../../../services/shared/reading/seq-set.ts";

const anySeqs = fc.array(fc.nat({ max: 30 }), { maxLength: 40, size: "max" });

/** Numbers on both sides of the ends of chunks, and up to the highest that there is. */
const distantSeqs = fc.array(
  fc.tuple(
    fc.constantFrom(0, chunkLength, 2 * chunkLength, 7 * chunkLength, Number.MAX_SAFE_INTEGER - 5),
    fc.integer({ min: -5, max: 5 }),
  ),
  { maxLength: 40, size: "max" },
);

const setOf = (seqs: Iterable<number>): SeqSet => {
  const set = new SeqSet();
  for (const seq of seqs) set.add(seq);
  return set;
};

const ascending = (seqs: Iterable<number>): number[] => [...new Set(seqs)].sort((a, b) => a - b);

test("is a set of numbers, in whatever order they are added", () => {
  fc.assert(
    fc.property(anySeqs, fc.nat({ max: 30 }), (seqs, first) => {
      const set = new SeqSet();
      const model = new Set<number>();
      for (const seq of seqs) {
        expect(set.add(seq)).toBe(!model.has(seq));
        model.add(seq);
      }
      const max = seqs.length === 0 ? undefined : Math.max(...seqs);
      expect(set.max).toBe(max);
      expect(set.size).toBe(model.size);
      expect(set.has(first)).toBe(model.has(first));
      const wanted = max === undefined ? [] : Array.from({ length: max + 1 }, (_, seq) => seq);
      expect(set.missingFrom(first)).toBe(wanted.filter((seq) => seq >= first && !model.has(seq)).length);
    }),
  );
});

test("yields its numbers in ascending order", () => {
  fc.assert(
    fc.property(anySeqs, (seqs) => {
      expect([...setOf(seqs)]).toEqual(ascending(seqs));
    }),
  );
});

test("yields the numbers of a range, without its end", () => {
  fc.assert(
    fc.property(anySeqs, fc.nat({ max: 31 }), fc.nat({ max: 31 }), (seqs, first, end) => {
      expect([...setOf(seqs).between(first, end)]).toEqual(
        ascending(seqs).filter((seq) => seq >= first && seq < end),
      );
    }),
  );
});

test("the difference of two sets is a new set", () => {
  fc.assert(
    fc.property(anySeqs, anySeqs, (seqs, others) => {
      const set = setOf(seqs);
      const difference = set.difference(setOf(others));
      expect([...difference]).toEqual(ascending(seqs).filter((seq) => !others.includes(seq)));
      difference.add(31);
      expect([...set]).toEqual(ascending(seqs));
    }),
  );
});

test("is a set of numbers of any size, whatever their distances", () => {
  fc.assert(
    fc.property(distantSeqs, distantSeqs, (pairs, otherPairs) => {
      const seqsOf = (of: typeof pairs) => of.map(([base, offset]) => Math.max(0, base + offset));
      const seqs = seqsOf(pairs);
      const others = seqsOf(otherPairs);
      const set = setOf(seqs);
      expect([...set]).toEqual(ascending(seqs));
      expect(set.size).toBe(new Set(seqs).size);
      expect(set.max).toBe(seqs.length === 0 ? undefined : Math.max(...seqs));
      expect(others.map((seq) => set.has(seq))).toEqual(others.map((seq) => seqs.includes(seq)));
      expect([...set.difference(setOf(others))]).toEqual(
        ascending(seqs).filter((seq) => !others.includes(seq)),
      );
    }),
  );
});

test("many gaps change nothing but the form in memory", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 999 }), { minLength: 300, maxLength: 600 }),
      fc.nat(999),
      (seqs, first) => {
        const set = setOf(seqs);
        expect([...set]).toEqual(ascending(seqs));
        expect([...set.between(first, 600)]).toEqual(
          ascending(seqs).filter((seq) => seq >= first && seq < 600),
        );
        const max = Math.max(...seqs);
        const missing = Array.from({ length: max + 1 }, (_, seq) => seq).filter(
          (seq) => seq >= first && !set.has(seq),
        );
        expect(set.missingFrom(first)).toBe(missing.length);
        expect(set.add(seqs[0] ?? 0)).toBe(false);
        expect(set.size).toBe(seqs.length);
      },
    ),
    { numRuns: 30 },
  );
});
