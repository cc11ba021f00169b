import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { followLog } from "../../../../../testbed/pipeline/logs/follow-log.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

test("passes on present lines and those that are added, also if they are written in pieces", async () => {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "part.log");
  writeFileSync(file, "one\n");
  const stop = new AbortController();
  const lines: string[] = [];
  const following = followLog(file, stop.signal, (line) => lines.push(line));
  const seen = (count: number) =>
    waitFor({ description: `${count} lines`, timeoutMs: 5_000, intervalMs: 5 }, () =>
      lines.length >= count ? true : undefined,
    );
  await seen(1);
  // A cut in the middle of a character.
  const [before, after] = [Buffer.from("grün").subarray(0, 3), Buffer.from("grün").subarray(3)];
  appendFileSync(file, Buffer.concat([Buffer.from("two\nthree "), before]));
  await seen(2);
  appendFileSync(file, Buffer.concat([after, Buffer.from("\n")]));
  await seen(3);
  stop.abort();
  await following;
  expect(lines).toEqual(["one", "two", "three grün"]);
});

test("passes on all lines that are there at its end", async () => {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "part.log");
  writeFileSync(file, "one\n".repeat(100_000));
  const stop = new AbortController();
  let count = 0;
  const following = followLog(file, stop.signal, () => {
    count += 1;
  });
  stop.abort();
  await following;
  expect(count).toBe(100_000);
});
