import { expect, test } from "vitest";
import { OffsetTracker } from "../../../../../services/consumer/group/offset-tracker.ts";
import { find, handle, joined, topic } from "./tracked-offsets.ts";

test.each<[string, (tracker: OffsetTracker) => void, [number, number] | undefined]>([
  ["nothing", (tracker) => find(tracker, "a", [0], [0], [0]), undefined],
  ["records that were handled", (tracker) => find(tracker, "a", [0], [0], [10]), undefined],
  ["records that were not handled", (tracker) => find(tracker, "a", [0], [0], [13]), [10, 13]],
])("what is removed before it was read is counted: %s", (_, remove, range) => {
  const tracker = joined();
  handle(tracker, [8, 9]);
  remove(tracker);
  expect(tracker.removed).toBe(range === undefined ? 0 : range[1] - range[0]);
});

test("a removal is told with its partition and range, once", () => {
  const tracker = joined();
  handle(tracker, [8, 9]);
  expect(find(tracker, "a", [0], [0], [13]).removed).toEqual([{ topic, partition: 2, from: 10, to: 13 }]);
  expect(find(tracker, "a", [0], [0], [13]).removed).toEqual([]);
  expect(find(tracker, "a", [0], [0], [14]).removed).toEqual([{ topic, partition: 2, from: 13, to: 14 }]);
  expect(tracker.removed).toBe(4);
});

test.each<[string, number | undefined, number]>([
  ["what the group has read", 20, 0],
  ["what the group has not read", 5, 15],
  ["what was there before the group", undefined, 0],
])(
  "what is missing at the beginning of a log counts from the committed offset: %s",
  (_, committed, removed) => {
    const tracker = joined({ [topic]: [0] }, [20, committed]);
    expect(tracker.removed).toBe(removed);
    find(tracker, "a", [22, committed]);
    expect(tracker.removed).toBe(removed + 2);
  },
);

test("an offset that is out of range counts, though kafkajs has committed -2 in its place before it is found", () => {
  const tracker = new OffsetTracker();
  find(tracker, "a", [20, 5]);
  tracker.join({ [topic]: [0] });
  find(tracker, "a", [20, undefined]);
  expect(tracker.removed).toBe(15);
});

test("what the group had committed in the old topic does not count for the new one", () => {
  const tracker = new OffsetTracker();
  find(tracker, "a", [0, 5]);
  find(tracker, "b", [0, undefined]);
  tracker.join({ [topic]: [0] });
  tracker.markCommitted(tracker.uncommitted);
  tracker.join({ [topic]: [0] });
  find(tracker, "b", [3, undefined]);
  expect(tracker.removed).toBe(0);
});

test("what was counted as removed is not counted again after a rebalance, before another offset is committed", () => {
  const tracker = joined({ [topic]: [0] }, [20, 5]);
  tracker.join({ [topic]: [0] });
  find(tracker, "a", [20, 5]);
  expect(tracker.removed).toBe(15);
});

test("what this process has handled and not committed is not counted as removed", () => {
  const tracker = joined();
  handle(tracker, [8, 9]);
  tracker.join({ [topic]: [2] });
  find(tracker, "a", [0], [0], [10, 3]);
  expect(tracker.removed).toBe(0);
});

test("what another member has read meanwhile is not counted as removed, nor what is removed from its partitions", () => {
  const tracker = joined();
  handle(tracker, [8, 9]);
  tracker.join({ [topic]: [0] });
  find(tracker, "a", [0], [0], [50, 40]);
  tracker.join({ [topic]: [2] });
  find(tracker, "a", [0], [0], [60, 70]);
  expect(tracker.removed).toBe(0);
});

test("records of the new topic that are gone before they were read are counted", () => {
  const tracker = joined();
  handle(tracker, [8, 9]);
  expect(find(tracker, "b", [0], [0], [4]).removed).toEqual([{ topic, partition: 2, from: 0, to: 4 }]);
});
