import { expect, test } from "vitest";
import { ConsumerArrivals } from "../../../../../testbed/pipeline/consumer/consumer-arrivals.ts";

const reading = (seq: number) => ({ device: "d", run: "r", seq, sha256: "00".repeat(32), recordedMs: 7 });
const line = (partition: number, offset: number, at?: number) =>
  JSON.stringify({ fact: "consumed", partition, offset, ...(at === undefined ? {} : { at }) });
const consumed = (seq: number, at: number, partition = 0) => ({
  ...{ fact: "consumed", at, partition },
  ...reading(seq),
});
const arrivals = () => new ConsumerArrivals({ topic: "coffee", startedAt: 1_000 });

test("a line is the arrival of its record's reading at the line's time, otherwise when it was read", () => {
  const each = arrivals();
  expect(each.record(0, 5, reading(50), 2_000)).toEqual([]);
  expect(each.line(line(0, 5), 3_000)).toEqual([consumed(50, 3_000)]);
  expect(each.line(line(0, 5, 3_500), 4_000)).toEqual([consumed(50, 3_500)]);
  expect(each.evidence).toEqual({
    ...{ kind: "journal", handled: 2, unusable: 0, firstUnusable: undefined, cutLines: 0 },
  });
});

test("lines that are read before their records wait in their order, and keep their times", () => {
  const each = arrivals();
  expect(each.line(line(0, 1), 2_000)).toEqual([]);
  expect(each.line(line(1, 0), 2_100)).toEqual([]);
  expect(each.isWaiting).toBe(true);
  expect(each.record(1, 0, reading(7), 2_200)).toEqual([]);
  expect(each.record(0, 0, reading(0), 2_300)).toEqual([]);
  expect(each.record(0, 1, reading(1), 2_400)).toEqual([consumed(1, 2_000), consumed(7, 2_100, 1)]);
  expect(each.isWaiting).toBe(false);
});

test("thousands of lines may wait", () => {
  const each = arrivals();
  const seqs = Array.from({ length: 5_000 }, (_, seq) => seq);
  for (const seq of seqs) each.line(line(0, seq), 2_000);
  const facts = seqs.flatMap((seq) => each.record(0, seq, reading(seq), 3_000));
  expect(facts).toEqual(seqs.map((seq) => consumed(seq, 2_000)));
});

test("a record that is no reading with run and seq is no arrival, and no gap", () => {
  const each = arrivals();
  each.record(0, 0, undefined, 2_000);
  expect(each.line(line(0, 0), 3_000)).toEqual([]);
  expect(each.evidence.unusable).toBe(0);
});

test("a line that cannot be used is a gap from the fact before it, with the text in the evidence", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  each.line(line(0, 0), 3_000);
  expect(each.line("gar\u001bbage", 4_000)).toEqual([{ fact: "gap", from: 3_000, to: 4_000 }]);
  expect(each.line("more", 4_500)).toEqual([]);
  expect(each.evidence.unusable).toBe(2);
  expect(each.evidence.firstUnusable).toBe(
    '"gar\\u001bbage" names no record of coffee, such as {"fact":"consumed","partition":0,"offset":0}',
  );
  each.line(line(0, 0), 5_000);
  expect(each.line("again", 6_000)).toEqual([{ fact: "gap", from: 5_000, to: 6_000 }]);
});

test("a long unusable line is shortened in the evidence", () => {
  const each = arrivals();
  each.line("x".repeat(10_000), 2_000);
  expect(each.evidence.firstUnusable?.length).toBeLessThan(250);
});

test.each([
  ["of the wall clock", 1.7e15],
  ["in seconds", 3],
  ["in the future", 9_000],
])("a time %s is none of the monotonic clock in µs: the line cannot be used", (_, at) => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  expect(each.line(line(0, 0, at), 3_000)).toEqual([{ fact: "gap", from: 1_000, to: 3_000 }]);
  expect(each.evidence.firstUnusable).toContain('"at" is no time of the monotonic clock in µs');
});

test("a line of a record that Kafka does not have is a gap: at once behind a later record, otherwise in the end", () => {
  const each = arrivals();
  each.record(0, 3, reading(3), 2_000);
  expect(each.line(line(0, 2), 3_000)).toEqual([{ fact: "gap", from: 1_000, to: 3_000 }]);
  expect(each.line(line(9, 9), 4_000)).toEqual([]);
  // It waits behind the line that names nothing.
  expect(each.line(line(0, 3), 5_000)).toEqual([]);
  expect(each.settle(6_000)).toEqual([consumed(3, 5_000)]);
  expect(each.evidence).toMatchObject({
    unusable: 2,
    firstUnusable: "partition 0 offset 2 is no record of coffee",
  });
});

test("settling goes on behind every line that names nothing", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  for (const offset of [7, 0, 8]) each.line(line(0, offset), 3_000);
  expect(each.settle(4_000)).toEqual([
    { fact: "gap", from: 1_000, to: 4_000 },
    consumed(0, 3_000),
    { fact: "gap", from: 3_000, to: 4_000 },
  ]);
  expect(each.isWaiting).toBe(false);
});

test("lines may be gone from a journal that was truncated: a gap", () => {
  const each = arrivals();
  expect(each.unreadable("it was truncated", 2_000)).toEqual([{ fact: "gap", from: 1_000, to: 2_000 }]);
  expect(each.evidence.firstUnusable).toBe("it was truncated");
});

test("half a line before a whole one is counted, and no gap", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  expect(each.line(`{"fact":"con${line(0, 0)}`, 3_000)).toEqual([consumed(0, 3_000)]);
  expect(each.evidence).toMatchObject({ unusable: 0, cutLines: 1 });
});

test("without a journal a reading below the committed offset has arrived once, when the commit or the record is seen", () => {
  const each = arrivals();
  const commit = (offset: number, now: number) => each.committed(new Map([[0, offset]]), false, now);
  for (const seq of [0, 1, 2]) each.record(0, seq, reading(seq), 2_000);
  expect(commit(2, 3_000)).toEqual([consumed(0, 3_000), consumed(1, 3_000)]);
  expect(commit(2, 3_200)).toEqual([]);
  expect(commit(1, 3_400)).toEqual([]);
  expect(commit(4, 3_600)).toEqual([consumed(2, 3_600)]);
  // A committed offset that goes back does not take back what was committed.
  expect(commit(1, 3_700)).toEqual([]);
  expect(each.record(0, 3, reading(3), 3_800)).toEqual([consumed(3, 3_800)]);
  expect(each.evidence.kind).toBe("commits");
});

test("offsets without a record below a committed one are control records: nothing arrived, and nothing is missing", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  each.record(0, 2, reading(2), 2_000);
  expect(each.committed(new Map([[0, 3]]), false, 3_000)).toEqual([consumed(0, 3_000), consumed(2, 3_000)]);
  expect(each.evidence.unusable).toBe(0);
});

test("a commit is no evidence where the consumer has a journal, written or not, or commits nothing", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  expect(each.committed(new Map([[0, 0]]), false, 2_500)).toEqual([]);
  expect(each.evidence.kind).toBe("none");
  expect(each.committed(new Map([[0, 1]]), true, 3_000)).toEqual([]);
  expect(each.committed(new Map([[0, 1]]), false, 4_000)).toEqual([]);
  expect(each.evidence.kind).toBe("journal");
  expect(each.line(line(0, 0), 5_000)).toEqual([consumed(0, 5_000)]);
});

test("a journal that begins after commits have become evidence is a gap: what was handled twice cannot be told", () => {
  const each = arrivals();
  each.record(0, 0, reading(0), 2_000);
  each.committed(new Map([[0, 1]]), false, 3_000);
  expect(each.line(line(0, 0), 4_000)).toEqual([{ fact: "gap", from: 3_000, to: 4_000 }]);
  expect(each.evidence).toMatchObject({
    kind: "commits",
    firstUnusable: expect.stringContaining("first commit"),
  });
});

test("the log is known up to its ends when it was read up to them, also where markers of transactions end it", () => {
  const each = arrivals();
  each.readUpTo(0, 5);
  each.record(0, 3, reading(3), 2_000);
  expect(
    each.isSettled(
      new Map([
        [0, 5],
        [1, 0],
      ]),
    ),
  ).toBe(true);
  expect(each.isSettled(new Map([[0, 6]]))).toBe(false);
  expect(each.isSettled(new Map([[1, 1]]))).toBe(false);
});

test("of a topic that others fill, records before the start are no readings, and the commits that begin the group are none of the consumer's", () => {
  const startOffsets = new Map([[0, 100]]);
  const each = new ConsumerArrivals({ topic: "coffee", startedAt: 1_000, startOffsets });
  expect(each.isSettled(startOffsets)).toBe(true);
  expect(each.committed(startOffsets, false, 2_000)).toEqual([]);
  expect(each.evidence.kind).toBe("none");
  each.record(0, 100, reading(0), 2_100);
  expect(each.committed(new Map([[0, 101]]), false, 2_200)).toEqual([consumed(0, 2_200)]);

  const journal = new ConsumerArrivals({ topic: "coffee", startedAt: 1_000, startOffsets });
  expect(journal.line(line(0, 99), 2_000)).toEqual([]);
  expect(journal.isWaiting).toBe(false);
  expect(journal.line(line(0, 100), 2_000)).toEqual([]);
  expect(journal.record(0, 100, reading(0), 2_100)).toEqual([consumed(0, 2_000)]);
  expect(journal.evidence).toMatchObject({ kind: "journal", unusable: 0 });
});
