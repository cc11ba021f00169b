import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { type KafkaRecord } from "../../../../services/consumer/kafka-record.ts";
import { ReadingHandler } from "../../../../services/consumer/reading-handler.ts";
import { openJournal, sha256 } from "../../../../services/shared/journal/journal.ts";
import { parseJournal } from "../../../../services/shared/journal/parse-journal.ts";

const reading = '{"id":"3DF92-192","x":12.5,"y":3,"status":"Active"}';

function record(offset: number, value: string | null, headers: Record<string, string> = {}): KafkaRecord {
  return {
    topic: "coffee",
    partition: 2,
    offset: String(offset),
    value: value === null ? null : Buffer.from(value),
    timestampMs: 2,
    header: (name) => headers[name],
  };
}

/** Returns a handler, the facts in its journal and the lines of its log. */
function newHandler() {
  const folder = mkdtempSync(join(tmpdir(), "reading-handler-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  const log: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line)) });
  return {
    handler: new ReadingHandler("properties", openJournal(file), logger),
    facts: () => parseJournal(readFileSync(file, "utf8")),
    log,
  };
}

test("a handled reading is tracked, logged and in the journal", () => {
  const { handler, facts, log } = newHandler();
  handler.handle([record(7, reading, { run: "r", seq: "4", "sent-at": "1.000" })]);
  expect(handler.devices).toMatchObject([{ id: "3DF92-192", received: 1, lastSeq: 4 }]);
  expect(facts()).toMatchObject([
    {
      ...{ fact: "consumed", device: "3DF92-192", run: "r", seq: 4, partition: 2 },
      sha256: sha256(Buffer.from(reading)),
    },
  ]);
  expect(log).toMatchObject([
    { msg: "reading", id: "3DF92-192", x: 12.5, y: 3, status: "Active", seq: 4, partition: 2, offset: "7" },
  ]);
});

test.each([
  ["no JSON", "hello", "not JSON"],
  ["no UTF-8", Buffer.from([0xff, 0xfe]).toString("latin1"), "not JSON"],
  ["a missing field", '{"id":"a","x":1,"status":"Active"}', "y: "],
  ["a number as text", '{"id":"a","x":"1","y":2,"status":"Active"}', "x: "],
  ["another status", '{"id":"a","x":1,"y":2,"status":"Off"}', "status: "],
  ["JSON that is no object", "[]", "reading: "],
  ["no value at all", null, "no value"],
])("%s is rejected and listed, and the next reading is handled", (_what, value, reason) => {
  const { handler, log } = newHandler();
  handler.handle([record(7, value), record(8, reading)]);
  expect(handler.unreadableCount).toBe(1);
  expect(handler.unreadable).toMatchObject([{ topic: "coffee", partition: 2, offset: "7", value }]);
  expect(handler.unreadable[0]?.reason).toContain(reason);
  expect(log[0]).toMatchObject({ msg: "not a reading", topic: "coffee", partition: 2, offset: "7" });
  expect(handler.devices).toMatchObject([{ id: "3DF92-192", received: 1 }]);
});

test("all unreadable records are counted; the last 20 are kept, 200 bytes of each", () => {
  const { handler } = newHandler();
  handler.handle(Array.from({ length: 30 }, (_, offset) => record(offset, "x".repeat(1_000))));
  expect(handler.unreadableCount).toBe(30);
  expect(handler.unreadable.map(({ offset }) => Number(offset))).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 10),
  );
  expect(handler.unreadable[0]?.value).toHaveLength(200);
});

test("a reading without a trace is counted and not in the journal", () => {
  const { handler, facts } = newHandler();
  handler.handle([record(0, reading)]);
  expect(handler.devices).toMatchObject([{ received: 1, untraced: 1, lastSeq: undefined }]);
  expect(facts()).toEqual([]);
});
