import { expect, test } from "vitest";
import { LogPositions } from "../../../../testbed/taps/log-positions.ts";

/** Returns whether offsets were skipped before each of the records. */
const skippedBefore = (positions: LogPositions, records: readonly (readonly [string, number, number])[]) =>
  records.map(([topic, partition, offset]) =>
    positions.pass({ topic, partition, first: offset, last: offset }),
  );

test.each<[string, (readonly [string, number, number])[], boolean[]]>([
  [
    "consecutive records",
    [
      ["t", 0, 0],
      ["t", 0, 1],
      ["t", 0, 2],
    ],
    [false, false, false],
  ],
  [
    "a record is missing between two",
    [
      ["t", 0, 0],
      ["t", 0, 2],
      ["t", 0, 3],
    ],
    [false, true, false],
  ],
  ["the beginning of a partition is missing", [["t", 0, 1]], [true]],
  [
    "a record is read again",
    [
      ["t", 0, 0],
      ["t", 0, 1],
      ["t", 0, 0],
      ["t", 0, 1],
    ],
    [false, false, false, false],
  ],
  [
    "each partition has offsets of its own",
    [
      ["t", 0, 0],
      ["t", 1, 0],
      ["t", 1, 1],
      ["t", 0, 1],
    ],
    [false, false, false, false],
  ],
  [
    "each topic has offsets of its own",
    [
      ["t", 0, 0],
      ["t.dead", 0, 0],
      ["t.dead", 0, 2],
    ],
    [false, false, true],
  ],
])("offsets that were skipped are told: %s", (_, records, expected) => {
  expect(skippedBefore(new LogPositions("t"), records)).toEqual(expected);
});

test("start offsets are those of the first topic only", () => {
  const positions = new LogPositions("t", new Map([[0, 5]]));
  expect(
    skippedBefore(positions, [
      ["t", 0, 5],
      ["t", 1, 5],
      ["t.dead", 0, 5],
    ]),
  ).toEqual([false, true, true]);
});

test("the end of a topic is reached when the last record of each partition has been passed", () => {
  const positions = new LogPositions("t", new Map([[1, 7]]));
  const ends = [
    { partition: 0, high: "1" },
    { partition: 1, high: "8" },
    { partition: 2, high: "0" },
  ];
  expect(positions.hasReached("t", ends)).toBe(false);
  positions.pass({ topic: "t", partition: 0, first: 0, last: 0 });
  expect(positions.hasReached("t", ends)).toBe(false);
  positions.pass({ topic: "t", partition: 1, first: 7, last: 7 });
  expect(positions.hasReached("t", ends)).toBe(true);
  expect(positions.hasReached("t.dead", ends)).toBe(false);
});

test("several offsets are passed at once", () => {
  const positions = new LogPositions("t");
  expect(positions.pass({ topic: "t", partition: 0, first: 0, last: 4 })).toBe(false);
  expect(positions.hasReached("t", [{ partition: 0, high: "5" }])).toBe(true);
  expect(positions.pass({ topic: "t", partition: 0, first: 6, last: 6 })).toBe(true);
});

test("a topic that was created again is read from its beginning, whatever its start offsets were; others are not", () => {
  const positions = new LogPositions("t", new Map([[0, 500]]));
  positions.pass({ topic: "t.dead", partition: 0, first: 0, last: 0 });
  const ends = [{ partition: 0, high: "2" }];
  expect(positions.hasReached("t", ends)).toBe(true);
  positions.restart("t");
  expect(positions.hasReached("t", ends)).toBe(false);
  expect(
    skippedBefore(positions, [
      ["t", 0, 0],
      ["t", 0, 1],
      ["t.dead", 0, 1],
    ]),
  ).toEqual([false, false, false]);
  expect(positions.hasReached("t", ends)).toBe(true);
});

test("a log whose last records were removed is at its end without them", () => {
  const positions = new LogPositions("t");
  positions.pass({ topic: "t", partition: 0, first: 0, last: 0 });
  positions.skipTo("t", 0, 5);
  expect(positions.hasReached("t", [{ partition: 0, high: "5" }])).toBe(true);
  positions.skipTo("t", 0, 3);
  expect(positions.pass({ topic: "t", partition: 0, first: 5, last: 5 })).toBe(false);
});
