import { expect, test } from "vitest";
import { OffsetTracker } from "../../../../services/consumer/offset-tracker.ts";

function batch(offsets: readonly number[], highWatermark = 100) {
  const messages = offsets.map((offset) => ({ offset: String(offset) }));
  return {
    ...{ topic: "coffee", partition: 2, highWatermark: String(highWatermark), messages },
    lastOffset: () => String(offsets.at(-1)),
  };
}

/** Handles a batch; returns the offsets that were new. */
function handle(tracker: OffsetTracker, ...args: Parameters<typeof batch>): number[] {
  const fetched = batch(...args);
  const messages = tracker.unhandled(fetched);
  tracker.markHandled(fetched);
  return messages.map(({ offset }) => Number(offset));
}

test("messages that are fetched again are skipped and counted", () => {
  const tracker = new OffsetTracker();
  expect(handle(tracker, [3, 4, 5])).toEqual([3, 4, 5]);
  expect(handle(tracker, [4, 5, 6])).toEqual([6]);
  expect(tracker.readAgain).toBe(2);
});

test("the offset to commit is the one after the last handled, once", () => {
  const tracker = new OffsetTracker();
  handle(tracker, [3, 4]);
  handle(tracker, [5]);
  expect(tracker.takeUncommitted()).toEqual([{ topic: "coffee", partition: 2, offset: "6" }]);
  expect(tracker.takeUncommitted()).toEqual([]);
});

test("a topic that was deleted and created again is read from its beginning", () => {
  const tracker = new OffsetTracker();
  handle(tracker, [7, 8]);
  expect(handle(tracker, [0, 1], 2)).toEqual([0, 1]);
  expect(tracker.readAgain).toBe(0);
});
