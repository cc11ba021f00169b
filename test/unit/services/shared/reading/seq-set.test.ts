import fc from "fast-check";
import { expect, test } from "vitest";
import { SeqSet } from "../../../../../services/shared/reading/seq-set.ts";

const anySeqs = fc.array(fc.nat({ max: 30 }), { maxLength: 40, size: "max" });

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
