import { expect, test } from "vitest";
import { readingLine } from "../../../../testbed/cli/reading-line.ts";

const logged = {
  time: "2026-11-23T04:17:49.557Z",
  msg: "reading",
  id: "3DF92-192",
  x: 12.5,
  y: 3,
  status: "Active",
  run: "r",
  seq: 4,
  arrival: "next",
  topic: "coffee",
  partition: 1,
  offset: "17",
};

test("a reading is one line of text", () => {
  expect(readingLine(JSON.stringify(logged))).toBe(
    "04:17:49.557  3DF92-192     Active    12.5, 3      seq 4      partition 1 offset 17",
  );
});

test("the line has the kind of an unusual arrival", () => {
  expect(readingLine(JSON.stringify({ ...logged, arrival: "duplicate" }))).toMatch(/offset 17 {2}duplicate$/);
  expect(readingLine(JSON.stringify({ ...logged, seq: undefined, arrival: "untraced" }))).toMatch(
    / {2}untraced$/,
  );
});

test("an id of somebody else can neither command the terminal nor forge a line", () => {
  const id = "\u001b[2J\r\n04:17:49.557  forged\u009b\u202e";
  expect(readingLine(JSON.stringify({ ...logged, id }))).toBe(
    "04:17:49.557  \\u001b[2J\\u000d\\u000a04:17:49.557  forged\\u009b\\u202e  Active    12.5, 3      seq 4      partition 1 offset 17",
  );
});

test.each(['{"msg":"joined the group"}', "Error: not JSON", ""])(
  "any other line of the log is skipped: %s",
  (line) => {
    expect(readingLine(line)).toBeUndefined();
  },
);
