import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderInUseError, FolderLock } from "../../../../../testbed/pipeline/folder/folder-lock.ts";
import { freePorts, type Ports, requireFree } from "../../../../../testbed/pipeline/ports.ts";
import { markVariable } from "../../../../../testbed/pipeline/processes/marked-processes.ts";
import { processIdentity, processStat } from "../../../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

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

test("the parts of a pipeline that was killed are ended by the next one, which waits for that and says it", async () => {
  const file = lockFile();
  const part = sleeper();
  const exit = once(part, "exit");
  FolderLock.take(file).remember("kafka", part.pid ?? 0);
  declareDead(file);
  using next = FolderLock.take(file);
  expect(await next.untilFree()).toBe(
    `The last pipeline in ${dirname(file)} had been killed and was still running; it has been ended: kafka (process ${part.pid}).`,
  );
  expect(await exit).toEqual([null, "SIGKILL"]);
});

test("the folder is free only when a port of the pipeline that was killed is", async () => {
  const file = lockFile();
  const [port = 0] = await freePorts(1);
  const listens = `require("node:net").createServer().listen(${port}, "127.0.0.1", () => console.log("listening"))`;
  for (let round = 0; round < 5; round += 1) {
    // Memory takes time to be given back, and ports are given back after it.
    const program = `const held = Array.from({ length: 60 }, () => Buffer.alloc(2 ** 20, 1)); ${listens}`;
    const part = spawn(process.execPath, ["--eval", program], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void part.kill("SIGKILL"));
    await once(part.stdout, "data");
    FolderLock.take(file).remember("publisher", part.pid ?? 0);
    declareDead(file);
    using next = FolderLock.take(file);
    await next.untilFree();
    await requireFree({ PUBLISHER_PORT: port } as Ports);
  }
});

test("a process that a part of a killed pipeline had left in a session of its own is ended by the next one", async () => {
  const file = lockFile();
  using first = FolderLock.take(file);
  const env = { ...process.env, [markVariable]: `${first.mark}/bridge/1` };
  const left = spawn("sleep", ["600"], { detached: true, stdio: "ignore", env });
  onTestFinished(() => void left.kill("SIGKILL"));
  const exit = once(left, "exit");
  await once(left, "spawn");
  declareDead(file);
  using next = FolderLock.take(file);
  expect(await next.untilFree()).toContain(`bridge (process ${left.pid})`);
  expect(await exit).toEqual([null, "SIGKILL"]);
});

test("a folder that was left clean is free without a word", async () => {
  const file = lockFile();
  FolderLock.take(file);
  declareDead(file);
  using next = FolderLock.take(file);
  expect(await next.untilFree()).toBeUndefined();
  using fresh = FolderLock.take(lockFile());
  expect(await fresh.untilFree()).toBeUndefined();
});

test("a holder that has ended holds nothing, also if its parent has not taken notice", async () => {
  const file = lockFile();
  const parent = spawn("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const pid = Number(String(await once(parent.stdout, "data")));
  // The shell may take notice of its child's end until it has become another program.
  await waitFor(
    { description: "the parent to be no shell", timeoutMs: 5_000 },
    () => readFileSync(`/proc/${parent.pid}/comm`, "utf8") === "sleep\n" || undefined,
  );
  FolderLock.take(file);
  const { startTicks } = processIdentity(pid) ?? {};
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
  writeFileSync(file, JSON.stringify({ ...lock, pid, bornAt: String(startTicks) }));
  expect(() => FolderLock.take(file)).toThrow(FolderInUseError);
  process.kill(pid, "SIGKILL");
  await waitFor(
    { description: "a zombie", timeoutMs: 5_000 },
    () => processStat(pid)?.state === "Z" || undefined,
  );
  using _lock = FolderLock.take(file);
});

test("a lock file without a mark, of an earlier version, is no obstacle, and ends nothing", async () => {
  const file = lockFile();
  const stranger = sleeper();
  writeFileSync(
    file,
    JSON.stringify({ pid: 1, bornAt: "", parts: { kafka: { pid: stranger.pid, bornAt: "1" } } }),
  );
  using lock = FolderLock.take(file);
  expect(await lock.untilFree()).toBeUndefined();
  expect(stranger.kill(0)).toBe(true);
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
