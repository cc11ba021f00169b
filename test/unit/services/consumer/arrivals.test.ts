import { expect, test } from "vitest";
import { Arrivals } from "../../../../services/consumer/arrivals.ts";

/** What the arrivals of these seqs of one device and run were, and the device's tally afterwards. */
function arrive(...seqs: number[]) {
  const arrivals = new Arrivals();
  const kinds = seqs.map((seq) => arrivals.add("3DF92-192", "Active", { run: "r", seq }, 1));
  return { kinds, device: arrivals.devices[0], arrivals };
}

test("an unbroken sequence has no gap, wherever it begins", () => {
  const { kinds, device } = arrive(17, 18, 19);
  expect(kinds).toEqual(["first", "next", "next"]);
  expect(device).toMatchObject({ received: 3, lastSeq: 19, gaps: 0, duplicates: 0, reordered: 0 });
});

test("skipped seqs are gaps", () => {
  const { kinds, device } = arrive(0, 3);
  expect(kinds).toEqual(["first", "gap"]);
  expect(device).toMatchObject({ gaps: 2, lastSeq: 3 });
});

test("a skipped seq that arrives later is reordered, and no gap any more", () => {
  const { kinds, device } = arrive(0, 2, 1, 3);
  expect(kinds).toEqual(["first", "gap", "reordered", "next"]);
  expect(device).toMatchObject({ gaps: 0, reordered: 1, lastSeq: 3 });
});

test("a seq that was here before is a duplicate, not reordered", () => {
  const { kinds, device } = arrive(0, 1, 2, 1, 2, 3);
  expect(kinds).toEqual(["first", "next", "next", "duplicate", "duplicate", "next"]);
  expect(device).toMatchObject({ received: 6, duplicates: 2, reordered: 0, gaps: 0 });
});

test("a seq from below the baseline is reordered and makes no gap", () => {
  const { kinds, device } = arrive(10, 7, 7);
  expect(kinds).toEqual(["first", "reordered", "duplicate"]);
  expect(device).toMatchObject({ gaps: 0, reordered: 1, duplicates: 1 });
});

test("a new run begins at a new baseline; gaps of the earlier run stay", () => {
  const { arrivals } = arrive(0, 2);
  expect(arrivals.add("3DF92-192", "Active", { run: "s", seq: 5 }, 2)).toBe("first");
  expect(arrivals.devices[0]).toMatchObject({ gaps: 1, lastSeq: 5 });
});

test("devices are told apart, and the last status is that of the last arrival", () => {
  const { arrivals } = arrive(0);
  expect(arrivals.add("4HHC2-392", "Inactive", { run: "r", seq: 0 }, 3)).toBe("first");
  expect(arrivals.devices.map(({ id, lastStatus }) => [id, lastStatus])).toEqual([
    ["3DF92-192", "Active"],
    ["4HHC2-392", "Inactive"],
  ]);
});

test("a reading without trace is untraced and in no other verdict", () => {
  const { arrivals } = arrive(0, 1);
  expect(arrivals.add("3DF92-192", "Active", undefined, 4)).toBe("untraced");
  expect(arrivals.devices[0]).toMatchObject({ received: 3, untraced: 1, gaps: 0, duplicates: 0, lastSeq: 1 });
});
