import fc from "fast-check";
import { expect, test } from "vitest";
import { SeqSet } from "../../../services/consumer/seq-set.ts";

test("is a set of numbers, whatever the order they come in", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 })), fc.nat({ max: 30 }), (seqs, first) => {
      const set = new SeqSet();
      const model = new Set<number>();
      for (const seq of seqs) {
        expect(set.add(seq)).toBe(!model.has(seq));
        model.add(seq);
      }
      const max = seqs.length === 0 ? undefined : Math.max(...seqs);
      expect(set.max).toBe(max);
      const wanted = max === undefined ? [] : Array.from({ length: max + 1 }, (_, seq) => seq);
      expect(set.missingFrom(first)).toBe(wanted.filter((seq) => seq >= first && !model.has(seq)).length);
    }),
  );
});
