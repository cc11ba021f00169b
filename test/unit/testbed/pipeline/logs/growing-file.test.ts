import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { GrowingFile } from "../../../../../testbed/pipeline/logs/growing-file.ts";

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "growing-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "journal");
  const file = new GrowingFile(path);
  onTestFinished(() => file[Symbol.asyncDispose]());
  const seen: string[] = [];
  const hooks = { line: (line: string) => seen.push(line), replaced: () => seen.push("(replaced)") };
  const read = async () => {
    await file.read(hooks);
    return seen.splice(0);
  };
  return { path, file, read };
}

test("a file that is not there has no lines, and is read from its beginning when it is", async () => {
  const { path, file, read } = setUp();
  expect(await read()).toEqual([]);
  expect(file.exists).toBe(false);
  writeFileSync(path, "");
  expect(await read()).toEqual([]);
  expect(file.exists).toBe(true);
  appendFileSync(path, "one\ntwo\n");
  expect(await read()).toEqual(["one", "two"]);
  expect(await read()).toEqual([]);
});

test("a line is passed on with its end, also if that is in the middle of a character", async () => {
  const { path, file, read } = setUp();
  const [before, after] = [Buffer.from("grün").subarray(0, 3), Buffer.from("grün").subarray(3)];
  writeFileSync(path, before);
  expect(await read()).toEqual([]);
  expect(file.endsInLine).toBe(true);
  appendFileSync(path, Buffer.concat([after, Buffer.from("\n")]));
  expect(await read()).toEqual(["grün"]);
  expect(file.endsInLine).toBe(false);
});

test("a file that was truncated, or replaced by another, is read from its beginning, and that is said", async () => {
  const { path, read } = setUp();
  writeFileSync(path, "one\ntwo\n");
  await read();
  writeFileSync(path, "new\n");
  expect(await read()).toEqual(["(replaced)", "new"]);
  writeFileSync(`${path}.next`, "longer than before\n");
  renameSync(`${path}.next`, path);
  expect(await read()).toEqual(["(replaced)", "longer than before"]);
});

test("a text without line ends does not stay in memory", async () => {
  const { path, file, read } = setUp();
  writeFileSync(path, "x".repeat(2 ** 20));
  expect(await read()).toHaveLength(1);
  expect(file.endsInLine).toBe(false);
});

test("more than is read at once is read whole", async () => {
  const { path, read } = setUp();
  writeFileSync(path, "one\n".repeat(100_000));
  expect(await read()).toHaveLength(100_000);
});
