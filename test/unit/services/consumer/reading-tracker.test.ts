import { expect, test } from "vitest";
import { ReadingTracker } from "../../../../services/consumer/reading-tracker.ts";

/** Adds these seqs of one device and run; returns their positions and the device afterwards. */
function arrive(...seqs: number[]) {
  const tracker = new ReadingTracker();
  const positions = seqs.map((seq) => tracker.add("3DF92-192", "Active", { run: "r", seq }, 1));
  return { positions, device: tracker.devices[0], tracker };
}

test("an unbroken sequence has no gap, at any baseline", () => {
  const { positions, device } = arrive(17, 18, 19);
  expect(positions).toEqual(["first", "next", "next"]);
  expect(device).toMatchObject({ received: 3, lastSeq: 19, gaps: 0, duplicates: 0, reordered: 0 });
});

test("skipped seqs are gaps", () => {
  const { positions, device } = arrive(0, 3);
  expect(positions).toEqual(["first", "gap"]);
  expect(device).toMatchObject({ gaps: 2, lastSeq: 3 });
});

test("a skipped seq that arrives later is reordered and no longer a gap", () => {
  const { positions, device } = arrive(0, 2, 1, 3);
  expect(positions).toEqual(["first", "gap", "reordered", "next"]);
  expect(device).toMatchObject({ gaps: 0, reordered: 1, lastSeq: 3 });
});

test("a seq that was seen before is a duplicate, not reordered", () => {
  const { positions, device } = arrive(0, 1, 2, 1, 2, 3);
  expect(positions).toEqual(["first", "next", "next", "duplicate", "duplicate", "next"]);
  expect(device).toMatchObject({ received: 6, duplicates: 2, reordered: 0, gaps: 0 });
});

test("a seq below the baseline is reordered and not a gap", () => {
  const { positions, device } = arrive(10, 7, 7);
  expect(positions).toEqual(["first", "reordered", "duplicate"]);
  expect(device).toMatchObject({ gaps: 0, reordered: 1, duplicates: 1 });
});

test("a new run starts at a new baseline; gaps of the earlier run stay", () => {
  const { tracker } = arrive(0, 2);
  expect(tracker.add("3DF92-192", "Active", { run: "s", seq: 5 }, 2)).toBe("first");
  expect(tracker.devices[0]).toMatchObject({ gaps: 1, lastSeq: 5 });
});

test("devices are tracked separately, each with the status of its last reading", () => {
  const { tracker } = arrive(0);
  expect(tracker.add("4HHC2-392", "Inactive", { run: "r", seq: 0 }, 3)).toBe("first");
  expect(tracker.devices.map(({ id, lastStatus }) => [id, lastStatus])).toEqual([
    ["3DF92-192", "Active"],
    ["4HHC2-392", "Inactive"],
  ]);
});

test("a reading without a trace counts as untraced only", () => {
  const { tracker } = arrive(0, 1);
  expect(tracker.add("3DF92-192", "Active", undefined, 4)).toBe("untraced");
  expect(tracker.devices[0]).toMatchObject({ received: 3, untraced: 1, gaps: 0, duplicates: 0, lastSeq: 1 });
});

test("seqs that another consumer has had are no gaps, and earlier gaps stay", () => {
  const tracker = new ReadingTracker();
  const add = (id: string, seq: number, partition: number) =>
    tracker.add(id, "Active", { run: "r", seq }, 0, partition);
  for (const seq of [0, 2]) {
    add("moved", seq, 1);
    add("kept", seq, 2);
  }
  tracker.skip(1);
  expect([add("moved", 50, 1), add("moved", 51, 1)]).toEqual(["first", "next"]);
  expect(add("kept", 5, 2)).toBe("gap");
  expect(tracker.devices.map(({ id, gaps }) => [id, gaps])).toEqual([
    ["moved", 1],
    ["kept", 3],
  ]);
});
