import { expect, test } from "vitest";
import { ReadingCounters } from "../../../../services/publisher/reading-counters.ts";

test("each reading is counted for its device and in the totals, as waiting and then by its outcome", () => {
  const counters = new ReadingCounters(["a", "b"]);
  for (let seq = 0; seq < 4; seq += 1) counters.made("a");
  counters.made("b");
  counters.settled("a", 0, "dropped");
  counters.settled("a", 1, "acknowledged");
  counters.settled("a", 2, "refused");
  counters.settled("b", 0, "unknown");
  const none = { made: 0, acknowledged: 0, unknown: 0, waiting: 0, dropped: 0, refused: 0 };
  const a = { ...none, made: 4, acknowledged: 1, waiting: 1, dropped: 1, refused: 1, lastAcknowledgedSeq: 1 };
  const b = { ...none, made: 1, unknown: 1, lastAcknowledgedSeq: 0 };
  expect([...counters.entries()]).toEqual([
    ["a", a],
    ["b", b],
  ]);
  expect(counters.totals).toEqual({
    made: 5,
    acknowledged: 1,
    unknown: 1,
    waiting: 1,
    dropped: 1,
    refused: 1,
  });
});

test("the last acknowledged seq is the highest one, whatever the order of the acknowledgements", () => {
  const counters = new ReadingCounters(["a"]);
  expect(counters.of("a").lastAcknowledgedSeq).toBeNull();
  for (const seq of [0, 2, 1]) counters.settled("a", seq, "acknowledged");
  expect(counters.of("a").lastAcknowledgedSeq).toBe(2);
});

test("changed devices are reported once, at first all", () => {
  const counters = new ReadingCounters(["a", "b", "c"]);
  expect(counters.takeChanged()).toEqual(["a", "b", "c"]);
  expect(counters.takeChanged()).toEqual([]);
  counters.made("b");
  counters.settled("b", 0, "acknowledged");
  expect(counters.takeChanged()).toEqual(["b"]);
});

test("an unknown device is refused", () => {
  expect(() => new ReadingCounters(["a"]).of("b")).toThrow(new RangeError("Unknown device b"));
});
