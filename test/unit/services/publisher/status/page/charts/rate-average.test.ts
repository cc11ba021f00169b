import { expect, test } from "vitest";
import {
  movingAverage,
  RateAverage,
} from "../../../../../../../services/publisher/status/page/charts/rate-average.js";

/** Returns the readings in each of 300 seconds of devices that wait 1 to 2 s after each, as those of the project do. */
function readingsOf(devices: number): number[] {
  const counts = Array.from({ length: 300 }, () => 0);
  let state = 7;
  const random = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let device = 0; device < devices; device += 1)
    for (let at = random(); at < counts.length; at += 1 + random())
      counts[Math.floor(at)] = (counts[Math.floor(at)] ?? 0) + 1;
  return counts;
}

test("two devices are a line: the counts of single seconds jump, their averages do not", () => {
  const counts = readingsOf(2);
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 2]);
  const average = new RateAverage();
  const [line = []] = average.of([counts]);
  expect(average.seconds).toBe(10);
  for (const value of line.slice(average.seconds)) expect(Math.abs((value ?? 0) - 4 / 3)).toBeLessThan(0.35);
});

test("at a high rate each second stands for itself: an outage of one second is seen", () => {
  const counts: (number | null)[] = Array.from({ length: 300 }, () => 1_000);
  counts[100] = 0;
  const average = new RateAverage();
  expect(average.of([counts, counts.map(() => 0)])[0]).toEqual(counts);
  expect(average.seconds).toBe(1);
});

test("a rate that goes up and down about the limit does not change the length all the time", () => {
  const average = new RateAverage();
  const lengths = [19, 21, 19, 21, 23, 25, 19, 21, 17, 16, 21].map((rate) => {
    average.of([[rate]]);
    return average.seconds;
  });
  expect(lengths).toEqual([10, 10, 10, 10, 10, 1, 1, 1, 1, 10, 10]);
});

test("an average is of the known values only, and an unknown value stays unknown", () => {
  expect(movingAverage([4, 2, null, 3, 5, 1], 3)).toEqual([4, 3, null, 2.5, 4, 3]);
  expect(movingAverage([null, null], 3)).toEqual([null, null]);
  expect(new RateAverage().of([[], []])).toEqual([[], []]);
});
