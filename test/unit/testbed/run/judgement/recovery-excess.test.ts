import { describe, expect, test } from "vitest";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { judgementOn } from "../../../../../testbed/run/judgement/judgement.ts";
import { recoveryExcess } from "../../../../../testbed/run/judgement/recovery-excess.ts";
import { arrived, judge, published } from "../../ledger/facts.ts";

const rules = {
  budget: defaultBudget,
  qos: 1,
  incomplete: null,
  disturbances: [],
  recovery: undefined,
} as const;
const sound = [...published(0), ...arrived(0)];

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

describe("in the judgement of a run, the recovery", () => {
  const recovered = (ms: number | undefined, passed = 0) => ({
    ...rules,
    recovery: { ms, limitMs: 3_000, passed, couldShow: true },
  });

  test("is outside if it is longer than its limit, or never came", () => {
    expect(judgementOn(judge(sound), recovered(3_000)).outcome).toBe("inside");
    for (const ms of [90_000, undefined]) {
      expect(judgementOn(judge(sound), recovered(ms))).toMatchObject({
        outcome: "outside",
        outside: [{ word: "recovery", count: ms ?? null, allowed: 3_000 }],
      });
    }
  });

  test("is unknown, and no verdict possible, if no reading was made that could have shown it", () => {
    const unknown = { ...rules, recovery: { ms: undefined, limitMs: 3_000, passed: 0, couldShow: false } };
    expect(judgementOn(judge(sound), unknown)).toMatchObject({
      outcome: "no verdict",
      outside: [],
      noVerdict: ["the recovery is unknown: no reading was made long enough after the healing to show it"],
    });
    const known = { ...rules, recovery: { ...unknown.recovery, ms: 90_000 } };
    expect(judgementOn(judge(sound), known).outcome).toBe("outside");
  });

  test("cannot be judged if its limit is unknown; a count outside its budget still is", () => {
    const unknown = { ...rules, unknownLimit: "the planned restart failed" };
    const recovery = { ms: 90_000, limitMs: undefined, passed: 0, couldShow: true };
    expect(judgementOn(judge(sound), { ...unknown, recovery })).toMatchObject({
      outcome: "no verdict",
      noVerdict: ["the limit of the recovery is unknown: the planned restart failed"],
    });
    const lost = judge([...sound, ...published(1)]);
    expect(judgementOn(lost, { ...unknown, recovery })).toMatchObject({ outcome: "outside", noVerdict: [] });
    expect(judgementOn(judge(sound), { ...unknown, recovery: { ...recovery, ms: undefined } }).outcome).toBe(
      "outside",
    );
  });

  test("is not judged if readings passed the fault: it had no effect", () => {
    expect(judgementOn(judge(sound), recovered(undefined, 12))).toMatchObject({
      outcome: "not carried out",
      outside: [],
      notCarriedOut: [
        "the fault had no effect: 12 readings made during it arrived before its healing as if there were none",
      ],
    });
  });

  test("is not judged if a single reading passed the fault", () => {
    expect(judgementOn(judge(sound), recovered(10, 1)).outcome).toBe("not carried out");
  });

  test("does not hide a loss that came without an effect of the fault", () => {
    expect(judgementOn(judge([...sound, ...published(1)]), recovered(10, 12)).outcome).toBe("outside");
  });
});
