import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type PacedProfile,
  pacedProfiles,
  rateCurve,
} from "../../../../../services/publisher/fleet/load-profile.ts";

const length = 60_000_000;
const time = fc.integer({ min: 0, max: 2 * length });

test.each(pacedProfiles)("%s: time and nominal time map to each other, and never go back", (profile) => {
  const { nominalAt, timeAt } = rateCurve(profile, length);
  fc.assert(
    fc.property(time, fc.integer({ min: 1, max: 10_000_000 }), (at, more) => {
      expect(timeAt(nominalAt(at))).toBeCloseTo(at, 0);
      expect(timeAt(nominalAt(at) + more)).toBeGreaterThan(at);
    }),
  );
});

/** Returns the rate at a time, relative to the nominal rate. */
function rateAt(profile: PacedProfile, atSeconds: number): number {
  const { nominalAt } = rateCurve(profile, length);
  const at = atSeconds * 1_000_000;
  return (nominalAt(at + 10_000) - nominalAt(at)) / 10_000;
}

test("steady: the rate is always the same", () => {
  expect(rateAt("steady", 0)).toBe(1);
  expect(rateAt("steady", 59)).toBe(1);
});

test("ramp: from a tenth of the rate to the whole over its length, and the whole from there", () => {
  expect(rateAt("ramp", 0)).toBeCloseTo(0.1, 2);
  expect(rateAt("ramp", 30)).toBeCloseTo(0.55, 2);
  expect(rateAt("ramp", 60)).toBeCloseTo(1, 2);
  expect(rateAt("ramp", 90)).toBeCloseTo(1, 2);
});

test("burst: one second of five at three times the rate, the others at half of it, on average the nominal rate", () => {
  expect([0.5, 1.5, 4.5, 5.5, 6.5].map((at) => rateAt("burst", at))).toEqual([3, 0.5, 0.5, 3, 0.5]);
  expect(rateCurve("burst", length).nominalAt(length)).toBe(length);
});
