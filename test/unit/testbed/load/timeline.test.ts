import { expect, test } from "vitest";
import { Timeline } from "../../../../testbed/load/timeline.ts";

const second = 1_000_000;

test("passages are counted in their second, also before the origin; empty seconds are included", () => {
  const timeline = new Timeline(10 * second, "acknowledged");
  for (const at of [9.5, 10, 10.9, 13.2]) timeline.addPassage("made", at * second);
  expect(timeline.seconds.map(({ beganAt, made }) => [beganAt / second, made])).toEqual([
    [9, 1],
    [10, 2],
    [11, 0],
    [12, 0],
    [13, 1],
  ]);
});

test("the backlog of a second is the number of readings acknowledged and not consumed by its end", () => {
  const timeline = new Timeline(0, "acknowledged");
  for (const at of [0.1, 0.2, 0.3, 1.1]) timeline.addPassage("acknowledged", at * second);
  for (const at of [0.5, 2.1, 2.2, 2.3]) timeline.addPassage("consumed", at * second);
  expect(timeline.seconds.map(({ backlog }) => backlog)).toEqual([2, 3, 0]);
});

test("the latencies of a second are those of its arrivals; a second without arrivals has none", () => {
  const timeline = new Timeline(0, "acknowledged");
  for (const at of [0, 1, 2]) timeline.addPassage("made", at * second);
  timeline.addArrival({ at: 0.1 * second, endToEnd: 1_000 });
  timeline.addArrival({ at: 0.2 * second, endToEnd: 3_000 });
  timeline.addArrival({ at: 2.5 * second, endToEnd: 700 });
  const [first, none, last] = timeline.seconds;
  expect(first?.latency?.p50).toBeCloseTo(1_000, -1);
  expect(first?.latency?.max).toBeCloseTo(3_000, -1);
  expect(none?.latency).toBeUndefined();
  expect(last?.latency?.max).toBeCloseTo(700, -1);
});
