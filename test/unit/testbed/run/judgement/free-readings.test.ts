import { describe, expect, test } from "vitest";
import { freeReadings, freeReasonOf } from "../../../../../testbed/run/judgement/free-readings.ts";

const reading = (madeAt: number | undefined, publisherEnded = false) => ({
  ...{ device: "d", run: "r", seq: 0 },
  ...{ madeAt, publisherEnded },
});
const disturbance = { firstAt: 10, lastAt: 20 };
const rules = (qos: 0 | 1 | 2) => ({ qos, disturbance });
const beforeEnd = "made before the publisher was killed or stopped";
const disturbed = "made during fault and recovery at QoS 0";

test.each(["unsent", "unconfirmed"] as const)(
  "%s readings made before the publisher was killed or stopped are free, at every QoS",
  (word) => {
    for (const qos of [0, 1, 2] as const) {
      expect(freeReasonOf(word, reading(5, true), rules(qos))).toBe(beforeEnd);
    }
  },
);

describe("at QoS 0", () => {
  test("unconfirmed readings made during fault and recovery are free, and no others", () => {
    const reasons = [9, 10, 20, 21, undefined].map((madeAt) =>
      freeReasonOf("unconfirmed", reading(madeAt), rules(0)),
    );
    expect(reasons).toEqual([undefined, disturbed, disturbed, undefined, undefined]);
  });

  test("an unsent reading is not free, nor an unconfirmed one without a fault", () => {
    expect(freeReasonOf("unsent", reading(15), rules(0))).toBeUndefined();
    expect(freeReasonOf("unconfirmed", reading(15), { qos: 0, disturbance: undefined })).toBeUndefined();
  });
});

test.each([1, 2] as const)("at QoS %i a fault frees no reading", (qos) => {
  expect(freeReasonOf("unconfirmed", reading(15), rules(qos))).toBeUndefined();
});

test("free readings are counted by word and reason", () => {
  const unsent = [reading(1, true), reading(2, true), reading(3)];
  const unconfirmed = [reading(15), reading(16, true), reading(30)];
  expect(freeReadings({ unsent, unconfirmed }, rules(0))).toEqual([
    { word: "unsent", reason: beforeEnd, count: 2 },
    { word: "unconfirmed", reason: beforeEnd, count: 1 },
    { word: "unconfirmed", reason: disturbed, count: 1 },
  ]);
});
