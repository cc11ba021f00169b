import fc from "fast-check";
import { expect, test } from "vitest";
import { nameOf } from "../../../../../services/shared/reading/reading-id.ts";

const text = fc.string({ unit: fc.constantFrom("a", " ", "1", "b 2") });
const readingId = fc.record({ device: text, run: text, seq: fc.nat(12) });

test("different readings have different names, whatever characters their ids have", () => {
  expect(nameOf({ device: "a b", run: "c", seq: 1 })).not.toBe(nameOf({ device: "a", run: "b c", seq: 1 }));
  fc.assert(
    fc.property(readingId, readingId, (one, other) => {
      const isSame = one.device === other.device && one.run === other.run && one.seq === other.seq;
      expect(nameOf(one) === nameOf(other)).toBe(isSame);
    }),
  );
});
