import { expect, test } from "vitest";
import { OffsetTracker } from "../../../../../services/consumer/group/offset-tracker.ts";
import { batch, find, handle, joined, topic, uncommittedIn } from "./tracked-offsets.ts";

test("messages that are fetched again are skipped and counted", () => {
  const tracker = joined();
  expect(handle(tracker, [3, 4, 5])).toEqual([3, 4, 5]);
  expect(handle(tracker, [4, 5, 6])).toEqual([6]);
  expect(tracker.readAgain).toBe(2);
});

test("the offset to commit is the one after the last handled, until it is committed", () => {
  const tracker = joined();
  handle(tracker, [3, 4]);
  handle(tracker, [5]);
  const offsets = tracker.uncommitted;
  expect(offsets).toEqual([{ topic, partition: 2, offset: "6" }]);
  expect(tracker.uncommitted).toEqual(offsets);
  tracker.markCommitted(offsets);
  expect(tracker.uncommitted).toEqual([]);
});

test("an offset that was handled while an earlier one was committed stays to be committed", () => {
  const tracker = joined();
  handle(tracker, [3]);
  const offsets = tracker.uncommitted;
  handle(tracker, [4]);
  tracker.markCommitted(offsets);
  expect(uncommittedIn(tracker)).toEqual([[2, "5"]]);
});

test("after a rebalance nothing is committed for partitions that may belong to another member", () => {
  const tracker = joined();
  handle(tracker, [3]);
  tracker.join({ [topic]: [0] });
  expect(tracker.uncommitted).toEqual([]);
});

test("a log that ends before the handled offset is read from its beginning: brokers before Kafka 2.8 have no ids", () => {
  const tracker = joined();
  handle(tracker, [7, 8]);
  expect(handle(tracker, [0, 1], { highWatermark: 2 })).toEqual([0, 1]);
  expect(tracker.readAgain).toBe(0);
});

test("of a topic that was created again, with more records than were handled before, every one is handled", () => {
  const tracker = joined();
  handle(tracker, [0, 1, 2]);
  expect(find(tracker, "b", [0], [0], [0])).toEqual({ isNew: true, removed: [] });
  expect(handle(tracker, [0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
  expect(tracker).toMatchObject({ readAgain: 0, recreated: 1 });
});

test("an id that is known, or of the first find, or of a broker without ids is no new topic", () => {
  const tracker = new OffsetTracker();
  for (const id of [undefined, "a", "a", undefined, "a"])
    expect(find(tracker, id, [0]).isNew, id).toBe(false);
  expect(tracker.recreated).toBe(0);
});

test("a topic that was missing in between is known as the old or a new one", () => {
  const tracker = joined();
  expect(find(tracker, undefined).isNew).toBe(false);
  expect(find(tracker, "a", [0], [0], [0]).isNew).toBe(false);
  find(tracker, undefined);
  expect(find(tracker, "b", [0], [0], [0]).isNew).toBe(true);
});

test("all partitions of a topic that was created again restart at offset 0, after each rebalance, until one is committed", () => {
  const tracker = joined({ [topic]: [0, 1], other: [0] });
  const restarts = [
    { topic, partition: 0, offset: "0" },
    { topic, partition: 1, offset: "0" },
  ];
  expect(tracker.restarts).toEqual([]);
  handle(tracker, [9], { partition: 1 });
  find(tracker, "b", [0], [0, 10]);
  expect(tracker.restarts).toEqual(restarts);
  expect(tracker.uncommitted).toEqual(restarts);
  // A member whose session has expired cannot commit.
  tracker.join({ [topic]: [0, 1], other: [0] });
  expect(tracker.restarts).toEqual(restarts);
  tracker.markCommitted(tracker.uncommitted);
  expect(tracker.restarts).toEqual([]);
  tracker.join({ [topic]: [0, 1] });
  expect(tracker.uncommitted).toEqual([]);
});

test("an offset of the old topic that is committed late is no offset of the new one", () => {
  const tracker = joined();
  handle(tracker, [9]);
  const old = tracker.uncommitted;
  find(tracker, "b", [0], [0], [0]);
  tracker.markCommitted(old);
  expect(tracker.restarts).toHaveLength(3);
  expect(uncommittedIn(tracker)).toEqual([
    [0, "0"],
    [1, "0"],
    [2, "0"],
  ]);
});

test("nothing is committed for partitions that a new topic does not have", () => {
  const tracker = joined();
  handle(tracker, [3]);
  find(tracker, "b", [0]);
  expect(uncommittedIn(tracker)).toEqual([[0, "0"]]);
});

test("offsets of a topic that was missing for a moment are committed", () => {
  const tracker = joined();
  handle(tracker, [3]);
  find(tracker, undefined);
  find(tracker, "a", [0], [0], [0]);
  expect(uncommittedIn(tracker)).toEqual([[2, "4"]]);
});

test("a batch is unexpected unless it begins at the position, but only once", () => {
  const tracker = joined({ [topic]: [2] }, [0], [0], [3]);
  expect(tracker.isUnexpected(batch([3, 4]))).toBe(false);
  handle(tracker, [3, 4]);
  expect(tracker.isUnexpected(batch([5]))).toBe(false);
  for (const begin of [3, 7]) {
    expect(tracker.isUnexpected(batch([begin])), String(begin)).toBe(true);
    expect(tracker.isUnexpected(batch([begin])), String(begin)).toBe(false);
  }
  handle(tracker, [7]);
  expect(tracker.isUnexpected(batch([7]))).toBe(true);
  expect(tracker.isUnexpected(batch([8]))).toBe(false);
});

test("the first batch of a partition that was not found yet is unexpected", () => {
  const tracker = new OffsetTracker();
  tracker.join({ [topic]: [2] });
  expect(tracker.isUnexpected(batch([0]))).toBe(true);
});

test("only the first batch since a join can be behind what others have read, and only of a partition that was read before", () => {
  const tracker = joined();
  handle(tracker, [0, 1, 2]);
  expect(tracker.isBehindOthers(batch([7]))).toBe(false);
  tracker.join({});
  expect(tracker.isAssigned(batch([3]))).toBe(false);
  tracker.join({ [topic]: [1, 2] });
  expect(tracker.isAssigned(batch([3]))).toBe(true);
  expect(tracker.isBehindOthers(batch([3]))).toBe(false);
  expect(tracker.isBehindOthers(batch([7]))).toBe(true);
  expect(tracker.isBehindOthers(batch([7], { partition: 1 }))).toBe(false);
  handle(tracker, [7]);
  expect(tracker.isBehindOthers(batch([9]))).toBe(false);
});
