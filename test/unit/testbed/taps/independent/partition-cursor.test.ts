import { expect, test } from "vitest";
import {
  PartitionCursor,
  type RecordBatch,
} from "../../../../../testbed/taps/independent/partition-cursor.ts";

const transactional = 1 << 4;
const control = 1 << 5;

/** Returns a batch with one record per value from an offset on. */
function batch(
  firstOffset: number,
  values: readonly string[],
  changes: Partial<RecordBatch> = {},
): RecordBatch {
  return {
    ...{ magic: 2, attributes: 0, firstOffset: BigInt(firstOffset), lastOffsetDelta: values.length - 1 },
    producerId: -1n,
    records: values.map((value, offsetDelta) => ({
      ...{ offsetDelta, key: null, value: Buffer.from(value) },
      headers: [[Buffer.from("run"), Buffer.from("r")]],
    })),
    ...changes,
  };
}

const inTransaction = (offset: number, value: string, producerId: bigint) =>
  batch(offset, [value], { attributes: transactional, producerId });

function marker(offset: number, type: "abort" | "commit", producerId: bigint): RecordBatch {
  const key = Buffer.from([0, 0, 0, type === "commit" ? 1 : 0]);
  return batch(offset, [""], {
    ...{ attributes: transactional | control, producerId },
    records: [{ offsetDelta: 0, key, value: null, headers: [] }],
  });
}

function cursorFrom(start: number) {
  const values: (string | undefined)[] = [];
  const cursor = new PartitionCursor("topic", BigInt(start), ({ value }) => values.push(value?.toString()));
  return { cursor, values };
}

test("records come once and in order, also of a batch that begins before the start", () => {
  const { cursor, values } = cursorFrom(1);
  for (const each of [batch(0, ["0", "1", "2"]), batch(0, ["0", "1", "2"]), batch(3, ["3"]), batch(0, ["0"])])
    cursor.take(each);
  expect(values).toEqual(["1", "2", "3"]);
  expect(cursor).toMatchObject({ next: 4n, hasHoles: false });
});

test("a record has its topic and its headers", () => {
  const records: unknown[] = [];
  const cursor = new PartitionCursor("topic", 0n, (record) => records.push(record));
  cursor.take(batch(0, ["0"]));
  expect(records).toEqual([
    { topic: "topic", value: Buffer.from("0"), headers: [["run", Buffer.from("r")]] },
  ]);
});

test("a transaction comes with its commit marker, and never if it was aborted or is open", () => {
  const { cursor, values } = cursorFrom(0);
  const log = [
    ...[inTransaction(0, "aborted", 1n), inTransaction(1, "committed", 2n), batch(2, ["plain"])],
    ...[marker(3, "abort", 1n), inTransaction(4, "aborted again", 1n), marker(5, "commit", 2n)],
    ...[marker(6, "abort", 1n), inTransaction(7, "after it", 1n), marker(8, "commit", 1n)],
    ...[inTransaction(9, "open", 2n)],
  ];
  for (const each of log) cursor.take(each);
  expect(values).toEqual(["plain", "committed", "after it"]);
  expect(cursor).toMatchObject({ next: 10n, hasHoles: false });
});

test("all batches of a transaction come with its marker, and other control records do not end it", () => {
  const { cursor, values } = cursorFrom(0);
  const leaderChange = batch(1, [""], {
    ...{ attributes: control, producerId: 1n },
    records: [{ offsetDelta: 0, key: Buffer.from([0, 0, 0, 2]), value: null, headers: [] }],
  });
  const log = [inTransaction(0, "first", 1n), leaderChange, inTransaction(2, "second", 1n)];
  for (const each of log) cursor.take(each);
  expect(values).toEqual([]);
  cursor.take(marker(3, "commit", 1n));
  expect(values).toEqual(["first", "second"]);
});

test("the marker of a transaction without a record, or one that was compacted away, brings nothing", () => {
  const { cursor, values } = cursorFrom(0);
  cursor.take(marker(0, "commit", 1n));
  expect(cursor).toMatchObject({ next: 1n, hasHoles: false });
  cursor.take(batch(1, [], { attributes: control, lastOffsetDelta: 0 }));
  expect(cursor).toMatchObject({ next: 2n, hasHoles: true });
  expect(values).toEqual([]);
});

test.each<[string, (cursor: PartitionCursor) => void]>([
  ["the beginning of the log has moved on", (cursor) => cursor.skipTo(3n)],
  ["a batch is gone", (cursor) => cursor.take(batch(1, ["1"]))],
  ["a record of a batch is gone", (cursor) => cursor.take(batch(0, ["0"], { lastOffsetDelta: 1 }))],
])("there is a hole if %s", (_, remove) => {
  const { cursor } = cursorFrom(0);
  expect(cursor.hasHoles).toBe(false);
  remove(cursor);
  expect(cursor.hasHoles).toBe(true);
});

test("a beginning before the next offset changes nothing", () => {
  const { cursor } = cursorFrom(5);
  cursor.skipTo(4n);
  cursor.skipTo(5n);
  expect(cursor).toMatchObject({ next: 5n, hasHoles: false });
});

test("a batch in a format from before Kafka 0.11 is refused", () => {
  expect(() => cursorFrom(0).cursor.take(batch(0, ["0"], { magic: 1 }))).toThrow(
    "a batch in message format v1; the independent reader knows v2",
  );
});
