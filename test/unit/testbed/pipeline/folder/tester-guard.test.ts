import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../../../../testbed/checkout.ts";
import { TesterGuard } from "../../../../../testbed/pipeline/folder/tester-guard.ts";
import { markVariable } from "../../../../../testbed/pipeline/processes/marked-processes.ts";
import {
  descendants,
  isRunning,
  type ProcessIdentity,
  processIdentity,
} from "../../../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** A folder of a pipeline with a file, and a mark that no other test has. */
function pipelineFolder(): { folder: string; mark: string } {
  const folder = mkdtempSync(join(tmpdir(), "guarded-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "data"), "");
  return { folder, mark: folder };
}

/** A tester in a process of its own: a guarded part in a session of its own, whose id it prints. */
function tester(mark: string, folder: string): ChildProcess {
  const guard = join(checkout, "testbed/pipeline/folder/tester-guard.ts");
  const program = `
    import { spawn } from "node:child_process";
    import { TesterGuard } from ${JSON.stringify(guard)};
    new TesterGuard(${JSON.stringify(mark)}, ${JSON.stringify(join(folder, "lock.json"))}, ${JSON.stringify(folder)});
    const env = { ...process.env, ${markVariable}: ${JSON.stringify(`${mark}/kafka/1`)} };
    const part = spawn("/bin/sleep", ["600"], { env, detached: true, stdio: "ignore" });
    console.log(part.pid);
    setInterval(() => undefined, 1_000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function partOf({ stdout }: ChildProcess): Promise<ProcessIdentity> {
  if (stdout === null) throw new Error("no output");
  const [line] = (await once(stdout, "data")) as [Buffer];
  const part = processIdentity(Number(line.toString()));
  if (part === undefined) throw new Error(`no process ${line}`);
  onTestFinished(() => {
    if (isRunning(part)) process.kill(part.pid, "SIGKILL");
  });
  return part;
}

const ended = { description: "the pipeline to be ended", timeoutMs: 20_000 };

test.each([
  ["the tester", ({ pid = 0 }: ChildProcess) => process.kill(pid, "SIGKILL")],
  ["the tester's whole process group", ({ pid = 0 }: ChildProcess) => process.kill(-pid, "SIGKILL")],
  [
    "the tester, by Ctrl-C that it does not handle",
    ({ pid = 0 }: ChildProcess) => process.kill(-pid, "SIGINT"),
  ],
])("%s is killed: its pipeline ends, and its temporary folder goes", async (_, kill) => {
  const { folder, mark } = pipelineFolder();
  const child = tester(mark, folder);
  const part = await partOf(child);
  expect([isRunning(part), existsSync(folder)]).toEqual([true, true]);
  kill(child);
  await waitFor(ended, () => (isRunning(part) || existsSync(folder) ? undefined : true));
});

test("a guard that is disposed leaves the pipeline and its folder alone, and ends", async () => {
  const { folder, mark } = pipelineFolder();
  const part = spawn("/bin/sleep", ["600"], { env: { [markVariable]: `${mark}/kafka/1` }, stdio: "ignore" });
  onTestFinished(() => void part.kill("SIGKILL"));
  const before = descendants(process.pid).map(({ pid }) => pid);
  const guard = new TesterGuard(mark, join(folder, "lock.json"), folder);
  const started = descendants(process.pid).filter(({ pid }) => !before.includes(pid));
  expect(started).toHaveLength(1);
  await guard[Symbol.asyncDispose]();
  expect(started.filter(isRunning)).toEqual([]);
  expect([part.exitCode, part.signalCode, existsSync(folder)]).toEqual([null, null, true]);
});
