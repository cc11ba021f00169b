import { expect, test } from "vitest";
import { filteredNotes } from "../../../../../testbed/report/drill/filtered-notes.ts";

const notesFor = (filtered: number, lost: number, known: "exact" | "at least") =>
  filteredNotes({ counts: { filtered, lost }, evidence: { filtered: known } });

test("of the lost readings at most as many were filtered as messages were", () => {
  expect(notesFor(3, 10, "exact")).toEqual([
    "At most 3 of the lost readings were removed by a transform (3 messages filtered).",
  ]);
  expect(notesFor(30, 10, "exact")).toEqual([
    "At most 10 of the lost readings were removed by a transform (30 messages filtered).",
  ]);
});

test("one message is in the singular", () => {
  expect(notesFor(1, 10, "exact")).toEqual([
    "At most 1 of the lost readings was removed by a transform (1 message filtered).",
  ]);
});

test("a count that is only the least number limits nothing", () => {
  expect(notesFor(3, 10, "at least")).toEqual([
    "A transform removed at least 3 messages, and an unknown number before a restart of the bridge: all of the lost " +
      "readings may be among them.",
  ]);
});

test("without losses, or without filtered messages, there is nothing to explain", () => {
  expect(notesFor(3, 0, "exact")).toEqual([]);
  expect(notesFor(0, 3, "exact")).toEqual([]);
});
