import { expect, test } from "vitest";
import { recoveryExcess } from "../../../../../testbed/run/judgement/recovery-excess.ts";

const excess = (ms: number | undefined, limitMs: number | undefined) =>
  recoveryExcess({ ms, limitMs, passed: 0, couldShow: true });

test("a recovery up to its limit is inside, a longer one outside", () => {
  expect(excess(3_000, 3_000)).toEqual([]);
  expect(excess(3_001, 3_000)).toEqual([{ word: "recovery", count: 3_001, allowed: 3_000 }]);
  expect(excess(90_000, undefined)).toEqual([]);
});

test("no recovery is outside, whether one is promised or not", () => {
  expect(excess(undefined, 3_000)).toEqual([{ word: "recovery", count: null, allowed: 3_000 }]);
  expect(excess(undefined, undefined)).toEqual([{ word: "recovery", count: null, allowed: null }]);
  expect(recoveryExcess({ ms: undefined, limitMs: 3_000, passed: 0, couldShow: false })).toEqual([]);
});
