import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { endMarked, markVariable } from "../../../../../testbed/pipeline/processes/marked-processes.ts";

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
