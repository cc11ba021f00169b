import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  isRunning,
  processIdentity,
  processIds,
  processStat,
} from "../../../../../testbed/pipeline/processes/proc.ts";
import { ProcessPart } from "../../../../../testbed/pipeline/processes/process-part.ts";
import { StillRunningError } from "../../../../../testbed/pipeline/processes/still-running-error.ts";
import { bridgeProgram } from "../../../../../testbed/pipeline/start/bridge-program.ts";
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

test("a part that starts programs all the time is frozen, also if it waits for one that has not begun", async () => {
  const { program } = sleeping();
  const busy = { ...program, command: "/bin/sh", args: ["-c", "while :; do /bin/true; done"] };
  const part = new ProcessPart(busy, { signal: new AbortController().signal });
  await part.start();
  onTestFinished(() => part.kill());
  for (let round = 0; round < 50; round += 1) {
    await part.pause();
    expect(part.isFrozen).toBe(true);
    await part.resume();
  }
});

test("a bridge that never connects is reported after the limit of its start, with its log, and can be ended", async () => {
  const { program } = sleeping();
  const { folder, logFile } = program;
  const neverConnects = 'echo "cannot find the broker"; sleep 60';
  const bridge = bridgeProgram(
    { kind: "program", command: neverConnects },
    () => Promise.resolve(false),
    { MQTT_URL: "", MQTT_TOPIC: "", MQTT_QOS: "", KAFKA_BROKERS: "", KAFKA_TOPIC: "" },
    logFile,
  );
  const part = new ProcessPart(
    { ...bridge, folder, startTimeoutMs: 300 },
    { signal: new AbortController().signal },
  );
  await expect(part.start()).rejects.toThrow(
    /^connect is not usable: timed out .* \(300 ms\); last error: it has not connected to MQTT_URL\nThe end of .*:\n {2}cannot find the broker$/,
  );
  const left = processIdentity((await part.processId()) ?? 0);
  await part.kill();
  expect(left !== undefined && isRunning(left)).toBe(false);
});

test("a part is told to read its files anew by SIGHUP, and one that has ended cannot be", async () => {
  const { program } = sleeping();
  const reloading = {
    ...program,
    command: "/bin/sh",
    args: ["-c", "trap 'echo reloaded' HUP; echo ready; while :; do sleep 0.05; done"],
  };
  const isUsable = async () => readFileSync(program.logFile, "utf8").includes("ready");
  const part = new ProcessPart({ ...reloading, isUsable }, { signal: new AbortController().signal });
  await part.start();
  await part.reload();
  const wait = { description: "the handler of the signal", timeoutMs: 10_000 };
  await waitFor(wait, () => readFileSync(program.logFile, "utf8").includes("reloaded") || undefined);
  await part.kill();
  await expect(part.reload()).rejects.toThrow("has no process");
});

test("a pause of a part that has ended does nothing", async () => {
  const { part } = await busyPart();
  await part.kill();
  await part.pause();
  expect(await part.processId()).toBeUndefined();
});

test("all that a part has started ends with it, also in a session of its own and with a cleared environment", async () => {
  const folder = mkdtempSync(join(tmpdir(), "part-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "pids");
  const left = "sleep 600 & echo $! >> pids; wait";
  const program = {
    name: "bridge" as const,
    command: "/bin/sh",
    args: [
      "-c",
      // In a session of its own; the same without the mark; the same with the mark, and its parent is gone.
      `setsid sh -c '${left}' & setsid env -i sh -c '${left}' & (setsid sh -c '${left}' &) ; wait`,
    ],
    ...{ environment: process.env, folder, logFile: join(folder, "log") },
    isUsable: () => Promise.resolve(true),
    ...{ startTimeoutMs: 10_000, stopTimeoutMs: 10_000 },
  };
  const part = new ProcessPart(program, { signal: new AbortController().signal });
  await part.start();
  const pids = await waitFor({ description: "three processes", timeoutMs: 10_000 }, () => {
    const lines = readFileSync(file, "utf8").trim().split("\n");
    return lines.length === 3 ? lines.map(Number) : undefined;
  });
  const started = pids.flatMap((pid) => processIdentity(pid) ?? []);
  expect(started).toHaveLength(3);
  await part.kill();
  await waitFor({ description: "all to end", timeoutMs: 5_000 }, () => !started.some(isRunning) || undefined);
});

test("a part is killed or stopped once its absence is proven, and started once it is known that it was not back", async () => {
  const calls: string[] = [];
  const note = (call: string) => () => Promise.resolve(void calls.push(call));
  const { program } = sleeping();
  const absence = { begin: note("gone"), end: note("was not back"), endLeftOvers: async () => undefined };
  const part = new ProcessPart({ ...program, absence }, { signal: new AbortController().signal });
  await part.kill();
  expect(calls).toEqual([]);
  await part.start();
  await part.stop();
  await part.start();
  await part.kill();
  expect(calls).toEqual(["gone", "was not back", "gone"]);
});

test("a part whose absence is not proven is neither killed nor started again without an error", async () => {
  const { program } = sleeping();
  const fail = (reason: string) => () => Promise.reject(new StillRunningError(reason));
  const absence = { begin: fail("still there"), end: fail("was back"), endLeftOvers: async () => undefined };
  const part = new ProcessPart({ ...program, absence }, { signal: new AbortController().signal });
  await part.start();
  await expect(part.kill()).rejects.toThrow("still there");
  expect(part.isRunning).toBe(false);
  const back = new ProcessPart(
    { ...program, absence: { ...absence, begin: async () => undefined } },
    { signal: new AbortController().signal },
  );
  await back.start();
  await back.stop();
  await expect(back.start()).rejects.toThrow("was back");
  expect(back.isRunning).toBe(false);
});

/** A program that is usable at once and stops on SIGTERM. */
function sleeping() {
  const folder = mkdtempSync(join(tmpdir(), "part-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = {
    name: "bridge" as const,
    command: "/bin/sleep",
    args: ["600"],
    ...{ environment: process.env, folder, logFile: join(folder, "log") },
    isUsable: () => Promise.resolve(true),
    ...{ startTimeoutMs: 10_000, stopTimeoutMs: 10_000 },
  };
  return { program };
}
