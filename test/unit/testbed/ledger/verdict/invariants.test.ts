import { describe, expect, test } from "vitest";
import { brokenInvariants, imbalances } from "../../../../../testbed/ledger/verdict/invariants.ts";
import { acknowledged, arrived, judge, made, published, sent } from "../facts.ts";

describe("a sum does not hold", () => {
  test.each([
    ["a reading that was sent was never made", [sent(0)], ["sent (1) is more than made (0)"]],
    [
      "a reading that was acknowledged was never sent",
      [made(0), acknowledged(0)],
      ["sent (0) is not acknowledged + unknown (1)"],
    ],
    [
      "a reading that was consumed was never sent",
      [made(0), ...arrived(0)],
      ["consumed - consumed phantoms (1) is not acknowledged - lost + unknown - unconfirmed (0)"],
    ],
  ])("if %s", (_, facts, sentences) => {
    expect(imbalances(judge(facts))).toEqual(sentences);
  });
});

describe("an invariant is violated", () => {
  const verdict = judge([...published(0), ...published(1), ...arrived(0)]);

  test("by no verdict of the ledger", () => {
    expect(brokenInvariants(verdict)).toEqual([]);
  });

  test("if a count is not the sum over the devices, or not the length of its list", () => {
    expect(brokenInvariants({ ...verdict, counts: { ...verdict.counts, lost: 0 } })).toEqual([
      "lost in total (0) is not lost of the devices (1)",
      "lost (0) is not its list's length (1)",
      "lost (0) is not lost at all hops together (1)",
    ]);
  });

  test("if a part is more than the whole", () => {
    expect(brokenInvariants({ ...verdict, lostDeadLettered: 2 })).toEqual([
      "dead-lettered among the lost (2) is more than lost (1)",
      "dead-lettered among the lost (2) is more than deadLettered (0)",
    ]);
  });
});
