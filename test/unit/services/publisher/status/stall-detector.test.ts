import { expect, test } from "vitest";
import { StallDetector } from "../../../../../services/publisher/status/stall-detector.ts";

/** Returns whether the detector is stalled after an update. */
function isStalledAfter(detector: StallDetector, passed: number, isWaiting: boolean, nowMs: number): boolean {
  detector.update(passed, isWaiting, nowMs);
  return detector.isStalled;
}

test("nothing passing for 2 s while something waits is a stall, until something passes", () => {
  const detector = new StallDetector(0);
  expect(isStalledAfter(detector, 5, true, 1_000)).toBe(false);
  expect(isStalledAfter(detector, 5, true, 2_999)).toBe(false);
  expect(isStalledAfter(detector, 5, true, 3_000)).toBe(true);
  expect(isStalledAfter(detector, 6, true, 3_100)).toBe(false);
});

test("nothing passing while nothing waits is no stall, however long", () => {
  const detector = new StallDetector(0);
  expect(isStalledAfter(detector, 0, false, 60_000)).toBe(false);
  expect(isStalledAfter(detector, 0, true, 60_100)).toBe(false);
});
