import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  catchesSignal,
  processEnvironment,
  processIds,
  processStat,
} from "../../../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** A process that sleeps until the end of the test. */
async function sleeper(environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn("sleep", ["600"], { stdio: "ignore", env: { ...process.env, ...environment } });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  return child.pid ?? 0;
}

test("a process is shown with its state, its processor time and its start", async () => {
  const own = processStat(process.pid);
  expect(own?.cpuTicks).toBeGreaterThan(0);
  const pid = await sleeper();
  await waitFor({ description: "sleep to sleep", timeoutMs: 5_000 }, () =>
    processStat(pid)?.state === "S" ? true : undefined,
  );
  expect(processStat(pid)?.startTicks).toBeGreaterThanOrEqual(own?.startTicks ?? Number.NaN);
  expect(processIds()).toEqual(expect.arrayContaining([process.pid, pid]));
});

test("a name with spaces and parentheses does not shift the fields", async () => {
  const folder = mkdtempSync(join(tmpdir(), "proc-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "a ) R (b");
  symlinkSync("/bin/sleep", program);
  const child = spawn(program, ["600"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  await waitFor({ description: "the program to run", timeoutMs: 5_000 }, () =>
    readFileSync(`/proc/${pid}/comm`, "utf8") === "a ) R (b\n" ? true : undefined,
  );
  const own = processStat(process.pid)?.startTicks;
  expect(processStat(pid)?.startTicks).toBeGreaterThanOrEqual(own ?? Number.NaN);
});

test("a process that is not there has neither state nor environment", () => {
  // Above the highest process id of Linux, 2^22 (proc(5), pid_max).
  const nobody = 2 ** 22 + 1;
  expect(processStat(nobody)).toBeUndefined();
  expect(processEnvironment(nobody)).toEqual([]);
  expect(() => catchesSignal(nobody, "SIGUSR1")).toThrow("ENOENT");
});

test("the environment of another process is readable", async () => {
  const pid = await sleeper({ PROC_TEST: "yes" });
  await waitFor({ description: "the environment", timeoutMs: 5_000 }, () =>
    processEnvironment(pid).includes("PROC_TEST=yes") ? true : undefined,
  );
});

test("a signal counts as caught only while the process has a handler for it", () => {
  // Libraries of other tests in this process have handlers for the usual ones.
  expect(catchesSignal(process.pid, "SIGPWR")).toBe(false);
  const handler = () => undefined;
  process.on("SIGPWR", handler);
  expect(catchesSignal(process.pid, "SIGPWR")).toBe(true);
  process.off("SIGPWR", handler);
});
