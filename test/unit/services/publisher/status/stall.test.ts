import { expect, test } from "vitest";
import { Standstill } from "../../../../../services/publisher/status/stall.ts";

test("nothing passing for 2 s while something waits is a standstill, until something passes", () => {
  const standstill = new Standstill(0);
  expect(standstill.isReached(5, true, 1_000)).toBe(false);
  expect(standstill.isReached(5, true, 2_999)).toBe(false);
  expect(standstill.isReached(5, true, 3_000)).toBe(true);
  expect(standstill.isReached(6, true, 3_100)).toBe(false);
});

test("nothing passing while nothing waits is quiet, however long", () => {
  const standstill = new Standstill(0);
  expect(standstill.isReached(0, false, 60_000)).toBe(false);
  expect(standstill.isReached(0, true, 60_100)).toBe(false);
});
