import { expect, test } from "vitest";
import { WallClock } from "../../../../testbed/load/wall-clock.ts";

/** Returns clocks that move on by 0.1 ms at each look, and a means to adjust the wall clock. */
function movingClocks() {
  let micros = 5_000_000;
  let adjustedMs = 1_000_000;
  return {
    monotonic: () => micros,
    wall: () => {
      micros += 100;
      return Math.floor(micros / 1_000) + adjustedMs;
    },
    adjust: (byMs: number) => {
      adjustedMs += byMs;
    },
  };
}

test("a time of the wall clock becomes the same time of the monotonic clock", () => {
  using clock = new WallClock(movingClocks());
  expect(clock.toMonotonic(1_007_000)).toBeCloseTo(7_000_000, -3);
});

test("after the wall clock was set, later times are converted by the new difference, earlier ones by the old", () => {
  const clocks = movingClocks();
  using clock = new WallClock(clocks);
  clocks.adjust(60_000);
  clock.check();
  expect(clock.toMonotonic(1_005_000)).toBeCloseTo(5_000_000, -3);
  expect(clock.toMonotonic(1_068_000)).toBeCloseTo(8_000_000, -3);
});
