import { expect, test } from "vitest";
import { disturbancesOf } from "../../../../../testbed/run/judgement/disturbance.ts";

const fault = { beganAt: 5_000_000, injectedAt: 6_000_000, healedAt: 9_000_000 };

test("a fault disturbs from one second before its first kill until readings arrive again", () => {
  expect(disturbancesOf(fault, 9_500_000, 20_000_000)).toEqual([{ firstAt: 4_000_000, lastAt: 9_500_000 }]);
});

test("a fault without a recovery disturbs to the end; no fault disturbs nothing", () => {
  expect(disturbancesOf(fault, undefined)[0]?.lastAt).toBe(Number.POSITIVE_INFINITY);
  expect(disturbancesOf(fault, undefined, 20_000_000)[0]?.lastAt).toBe(20_000_000);
  expect(disturbancesOf(undefined, 1)).toEqual([]);
});
