import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lastLines } from "../../../../../testbed/pipeline/logs/last-lines.ts";
import { PartFailedError } from "../../../../../testbed/pipeline/part.ts";

/** Returns the name of a log with this text. */
function logWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "connect.log"), text);
  return join(folder, "connect.log");
}

test("the last 20 lines are shown; of no log, none", async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  expect(await lastLines(logWith(`${lines.join("\n")}\n`))).toEqual(lines.slice(10));
  expect(await lastLines("/no/such/log")).toEqual([]);
});

test("a log that is shown commands neither terminal nor CI system, and has no user and password of a URL", async () => {
  const logFile = logWith("\u001b[2Jto mqtt://topuser:s3cret@h\r\nforged\rline\u009b\n ::error::x\n");
  expect(await lastLines(logFile)).toEqual([
    "\\u001b[2Jto mqtt://***@h",
    "forged\\u000dline\\u009b",
    " \\u003a:error::x",
  ]);
});

test("the reason and the log of a failed part are indented: they forge no message", async () => {
  const { message } = await PartFailedError.of(
    { name: "bridge", logFile: logWith("a\nb\n") },
    "failed: x\u001b[2J\nKafka is fine",
  );
  expect(message.split("\n")).toEqual([
    "connect failed: x\\u001b[2J",
    "  Kafka is fine",
    expect.stringMatching(/^The end of .*connect.log:$/),
    "  a",
    "  b",
  ]);
});
