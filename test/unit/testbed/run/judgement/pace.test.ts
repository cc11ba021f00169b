import { expect, test } from "vitest";
import { inTimeUntil, paceExcess, paceOf } from "../../../../../testbed/run/judgement/pace.ts";

test("a load holds its rate if at least 99 % of what was due was made in time", () => {
  expect(paceOf(1_000, 0, 0)).toEqual({ due: 1_000, madeInTime: 1_000, held: true });
  expect(paceOf(990, 10, 0).held).toBe(true);
  expect(paceOf(989, 11, 0).held).toBe(false);
  expect(paceOf(989, 0, 11).held).toBe(false);
});

test("a reading is in time up to a second after the end, or after a frozen publisher has had as long again to catch up", () => {
  expect(inTimeUntil(90_000_000)).toBe(91_000_000);
  expect(inTimeUntil(90_000_000, { from: 30_000_000, to: 60_000_000 })).toBe(91_000_000);
  expect(inTimeUntil(90_000_000, { from: 30_000_000, to: 80_000_000 })).toBe(131_000_000);
});

test("readings made too late and those given up were due, too", () => {
  expect(paceOf(170_500, 29_500, 600_000)).toEqual({ due: 800_000, madeInTime: 170_500, held: false });
});

test("a rate that was not held is outside: readings that were not made in time have a budget of 1 %", () => {
  expect(paceExcess(paceOf(170_500, 29_500, 600_000))).toEqual([
    { word: "notInTime", count: 629_500, allowed: 8_000 },
  ]);
  expect(paceExcess(paceOf(990, 10, 0))).toEqual([]);
  expect(paceExcess(undefined)).toEqual([]);
});
