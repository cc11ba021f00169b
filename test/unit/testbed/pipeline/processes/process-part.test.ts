import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { processIds, processStat } from "../../../../../testbed/pipeline/processes/proc.ts";
import { ProcessPart } from "../../../../../testbed/pipeline/processes/process-part.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** Starts a shell with two children that are busy, as a part. Returns it and the ids of all three. */
async function busyPart(): Promise<{ part: ProcessPart; pids: () => number[] }> {
  const folder = mkdtempSync(join(tmpdir(), "part-"));
  const busy = "while :; do :; done";
  const part = new ProcessPart(
    {
      name: "bridge",
      command: "/bin/sh",
      args: ["-c", `(${busy}) & (${busy}) & wait`],
      ...{ environment: process.env, folder, logFile: join(folder, "log") },
      isUsable: () => Promise.resolve(true),
      ...{ startTimeoutMs: 10_000, stopTimeoutMs: 10_000 },
    },
    { signal: new AbortController().signal },
  );
  await part.start();
  onTestFinished(async () => {
    await part.kill();
    rmSync(folder, { recursive: true });
  });
  const leader = await part.processId();
  const pids = () => processIds().filter((pid) => processStat(pid)?.group === leader);
  await waitFor({ description: "both children", timeoutMs: 10_000 }, () => pids().length === 3 || undefined);
  return { part, pids };
}

test("a part is frozen, with all that it started, when its pause resolves", async () => {
  const { part, pids } = await busyPart();
  for (let round = 0; round < 30; round += 1) {
    await part.pause();
    expect(pids().map((pid) => processStat(pid)?.state)).toEqual(["T", "T", "T"]);
    await part.resume();
  }
});

test("a pause of a part that has ended does nothing", async () => {
  const { part } = await busyPart();
  await part.kill();
  await part.pause();
  expect(await part.processId()).toBeUndefined();
});
