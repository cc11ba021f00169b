import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import {
  endMarked,
  markedProcesses,
  markVariable,
} from "../../../../../testbed/pipeline/processes/marked-processes.ts";

test("a process that was left behind in a session of its own is ended by its mark, and no other process is", async () => {
  const start = (mark: string) =>
    spawn("sleep", ["60"], {
      detached: true,
      stdio: "ignore",
      env: { ...process.env, [markVariable]: mark },
    });
  const left = start("left-behind");
  const other = start("left-behind-not");
  const ended = once(left, "exit");
  await Promise.all([once(left, "spawn"), once(other, "spawn")]);
  endMarked("left-behind");
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  other.kill("SIGKILL");
});

test("a mark stands for those below it, and for no process without a mark", async () => {
  const pipeline = `pipeline-${process.pid}`;
  const start = (mark: string) => {
    const child = spawn("sleep", ["60"], { stdio: "ignore", env: { [markVariable]: mark } });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
  const marked = start(`${pipeline}/kafka/1`);
  const other = start(`${pipeline}0/kafka/1`);
  await Promise.all([once(marked, "spawn"), once(other, "spawn")]);
  expect(markedProcesses(pipeline)).toEqual([{ pid: marked.pid, mark: `${pipeline}/kafka/1` }]);
  for (const mark of [undefined as unknown as string, "undefined", "", `${pipeline}/kafka/10`])
    expect(markedProcesses(mark)).toEqual([]);
});
