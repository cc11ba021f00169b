import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderInUseError, FolderLock } from "../../../../../testbed/pipeline/folder/folder-lock.ts";

function lockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "lock.json");
}

/** Starts a process that lives until it is killed, in a process group of its own like a part. */
function sleeper() {
  const child = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

test("a second pipeline in the same folder is refused while the first one lives", () => {
  const file = lockFile();
  using _first = FolderLock.take(file);
  expect(() => FolderLock.take(file)).toThrow(FolderInUseError);
  expect(() => FolderLock.take(file)).toThrow(`process ${process.pid}: stop it first`);
});

test("a disposed lock leaves no file and can be taken again", () => {
  const file = lockFile();
  FolderLock.take(file)[Symbol.dispose]();
  expect(existsSync(file)).toBe(false);
  FolderLock.take(file)[Symbol.dispose]();
});

test("the parts of a pipeline that was killed are ended by the next one", async () => {
  const file = lockFile();
  const part = sleeper();
  const exit = once(part, "exit");
  FolderLock.take(file).remember("kafka", part.pid ?? 0);
  declareDead(file);
  using _next = FolderLock.take(file);
  expect(await exit).toEqual([null, "SIGKILL"]);
});

test("a process with the reused id of an earlier part is left alone", () => {
  const file = lockFile();
  const stranger = sleeper();
  FolderLock.take(file).remember("kafka", stranger.pid ?? 0);
  declareDead(file, (lock) => {
    lock.parts["kafka"] = { pid: stranger.pid ?? 0, bornAt: "1" };
  });
  using _next = FolderLock.take(file);
  expect(stranger.kill(0)).toBe(true);
});

test("an incomplete lock file, of a pipeline killed while it wrote it, is no obstacle", () => {
  const file = lockFile();
  writeFileSync(file, '{"pid":');
  using _lock = FolderLock.take(file);
  expect(readFileSync(file, "utf8")).toContain(`"pid":${process.pid}`);
});

interface Lock {
  bornAt: string;
  parts: Record<string, { pid: number; bornAt: string }>;
}

/** Gives the holder another start time, as if it had ended and its id had been reused. */
function declareDead(file: string, change: (lock: Lock) => void = () => undefined): void {
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
  lock.bornAt = "1";
  change(lock);
  writeFileSync(file, JSON.stringify(lock));
}
