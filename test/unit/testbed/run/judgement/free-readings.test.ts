import { describe, expect, test } from "vitest";
import { freeReadings, freeReasonsOf } from "../../../../../testbed/run/judgement/free-readings.ts";

const reading = (madeAt: number | undefined, publisherEnded = false, seq = 0) => ({
  ...{ device: "d", run: "r", seq },
  ...{ madeAt, publisherEnded },
});
type Reading = ReturnType<typeof reading>;
const disturbances = [{ firstAt: 10, lastAt: 20 }];
const rules = (qos: 0 | 1 | 2) => ({ qos, disturbances });
const beforeEnd = "made before the publisher was killed or stopped";
const disturbed = "made during fault and recovery at QoS 0";

/** Returns the reasons for which these readings are free, counted under one word. */
function reasonsOf(
  word: "unsent" | "unconfirmed",
  readings: readonly Reading[],
  given: Parameters<typeof freeReasonsOf>[1],
): readonly (string | undefined)[] {
  const none = { unsent: [], unconfirmed: [], missingFinal: [] };
  return freeReasonsOf({ ...none, [word]: readings }, given)[word];
}

test.each(["unsent", "unconfirmed"] as const)(
  "%s readings made before the publisher was killed or stopped are free, at every QoS",
  (word) => {
    for (const qos of [0, 1, 2] as const) {
      expect(reasonsOf(word, [reading(5, true)], rules(qos))).toEqual([beforeEnd]);
    }
  },
);

describe("at QoS 0", () => {
  test("unconfirmed readings made during fault and recovery are free, and no others", () => {
    const readings = [9, 10, 20, 21, undefined].map((madeAt) => reading(madeAt));
    const reasons = [undefined, disturbed, disturbed, undefined, undefined];
    expect(reasonsOf("unconfirmed", readings, rules(0))).toEqual(reasons);
  });

  test("an unsent reading is not free, nor an unconfirmed one without a fault", () => {
    expect(reasonsOf("unsent", [reading(15)], rules(0))).toEqual([undefined]);
    expect(reasonsOf("unconfirmed", [reading(15)], { qos: 0, disturbances: [] })).toEqual([undefined]);
  });

  test("unconfirmed readings of several faults are free", () => {
    const several = { qos: 0, disturbances: [...disturbances, { firstAt: 30, lastAt: 40 }] } as const;
    const readings = [reading(15), reading(25), reading(35)];
    expect(reasonsOf("unconfirmed", readings, several)).toEqual([disturbed, undefined, disturbed]);
  });
});

test.each([1, 2] as const)("at QoS %i a fault frees no reading", (qos) => {
  expect(reasonsOf("unconfirmed", [reading(15)], rules(qos))).toEqual([undefined]);
});

test("a missing final is free for the reason of its reading, if that is free, and counts otherwise", () => {
  const finals = [0, 1, 2, 3].map((seq) => ({ device: "d", run: "r", seq }));
  const unsent = [reading(1, true, 1)];
  const unconfirmed = [
    reading(15, false, 0),
    reading(25, false, 2),
    { ...reading(15, false, 3), device: "e" },
  ];
  const anomalies = { unsent, unconfirmed, missingFinal: finals };
  expect(freeReasonsOf(anomalies, rules(0)).missingFinal).toEqual([
    ...[disturbed, beforeEnd, undefined, undefined],
  ]);
  expect(freeReasonsOf(anomalies, rules(1)).missingFinal).toEqual([
    ...[undefined, beforeEnd, undefined, undefined],
  ]);
});

test("no final is missing: none is free", () => {
  const anomalies = { unsent: [reading(1, true)], unconfirmed: [], missingFinal: [] };
  expect(freeReasonsOf(anomalies, rules(0))).toEqual({
    ...{ unsent: [beforeEnd], unconfirmed: [], missingFinal: [] },
  });
});

test("free readings are counted by word and reason", () => {
  const unsent = [reading(1, true), reading(2, true), reading(3)];
  const unconfirmed = [reading(15, false, 7), reading(16, true), reading(30)];
  const missingFinal = [{ device: "d", run: "r", seq: 7 }];
  expect(freeReadings({ unsent, unconfirmed, missingFinal }, rules(0))).toEqual([
    { word: "unsent", reason: beforeEnd, count: 2 },
    { word: "unconfirmed", reason: beforeEnd, count: 1 },
    { word: "unconfirmed", reason: disturbed, count: 1 },
    { word: "missingFinal", reason: disturbed, count: 1 },
  ]);
});
