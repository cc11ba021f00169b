import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type PartName } from "../../../../../services/shared/topology.ts";
import { endProcesses } from "../../../../../testbed/pipeline/processes/end-processes.ts";
import { isRunning, processIdentity } from "../../../../../testbed/pipeline/processes/proc.ts";
import { ProcessPart } from "../../../../../testbed/pipeline/processes/process-part.ts";
import { type Absence, type Program } from "../../../../../testbed/pipeline/processes/program.ts";
import { StillRunningError } from "../../../../../testbed/pipeline/processes/still-running-error.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** Stops at once on SIGTERM. */
const obedient = 'trap "exit 0" TERM; while :; do sleep 0.01; done';
/** Takes no notice of SIGTERM. */
const deaf = 'trap "" TERM; while :; do sleep 0.01; done';

/** Answers all the time. */
const server = 'trap "exit 0" TERM; while :; do touch answer; sleep 0.01; done';
/** Stops once the server has answered. */
const client =
  'trap "rm -f answer; until [ -e answer ]; do sleep 0.01; done; exit 0" TERM; while :; do sleep 0.01; done';

/** Starts parts of shells, in this order. `end` ends them and returns the notices. */
async function started(
  scripts: Partial<Record<PartName, string>>,
  { stopTimeoutMs = 60_000, absence }: { stopTimeoutMs?: number; absence?: Absence } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "ends-"));
  const notices: string[] = [];
  const parts = Object.entries(scripts).map(([name, script]) => {
    const program: Program = {
      name: name as PartName,
      command: "/bin/sh",
      args: ["-c", script.replace("TERM;", "TERM; echo ready;")],
      ...{ environment: process.env, folder, logFile: join(folder, name) },
      isUsable: () => Promise.resolve(true),
      ...{ startTimeoutMs: 10_000, stopTimeoutMs },
      ...(absence && { absence }),
    };
    const options = {
      signal: new AbortController().signal,
      onNotice: (notice: string) => void notices.push(notice),
    };
    return { part: new ProcessPart(program, options), end: "stop" as const };
  });
  onTestFinished(async () => {
    for (const { part } of parts) await part.end("kill");
    rmSync(folder, { recursive: true });
  });
  for (const { part } of parts) {
    await part.start();
    // Its trap is set.
    await waitFor({ description: `${part.name} to be ready`, timeoutMs: 10_000 }, () => logged(part));
  }
  const end = async () => {
    await endProcesses(parts, (notice) => void notices.push(notice));
    return notices;
  };
  const partOf = (name: PartName) => parts.find(({ part }) => part.name === name)?.part as ProcessPart;
  return { end, partOf, notices };
}

function logged(part: ProcessPart): true | undefined {
  return readFileSync(part.logFile, "utf8").includes("ready") || undefined;
}

async function identityOf(part: ProcessPart) {
  const identity = processIdentity((await part.processId()) ?? 0);
  if (identity === undefined) throw new Error(`${part.name} does not run`);
  return identity;
}

test("parts that stop on SIGTERM are stopped without a notice", async () => {
  const { end, partOf } = await started({ kafka: obedient, consumer: obedient });
  const consumer = await identityOf(partOf("consumer"));
  expect(await end()).toEqual([]);
  expect(isRunning(consumer)).toBe(false);
});

test("a part that stops with an error is said, with its exit and its log", async () => {
  const failing = 'trap "exit 1" TERM; while :; do sleep 0.01; done';
  const aborting = 'trap "kill -ABRT $$" TERM; while :; do sleep 0.01; done';
  const { end, partOf } = await started({ kafka: failing, consumer: aborting });
  expect(await end()).toEqual([
    `consumer did not stop cleanly: signal SIGABRT (${partOf("consumer").logFile}).`,
    `kafka did not stop cleanly: exit code 1 (${partOf("kafka").logFile}).`,
  ]);
});

test("a part that ends by SIGTERM, or with the exit code that stands for it, has stopped cleanly", async () => {
  const { end } = await started({
    kafka: 'trap "exit 143" TERM; while :; do sleep 0.01; done',
    consumer: 'trap "" TERM; trap - TERM; echo ready; while :; do sleep 0.01; done',
  });
  expect(await end()).toEqual([]);
});

test.each(["kafka", "consumer"] as const)(
  "a frozen %s is continued before any part is stopped, and said",
  async (name) => {
    const { end, partOf } = await started({ kafka: server, consumer: client });
    await partOf(name).pause();
    expect(partOf(name).isFrozen).toBe(true);
    expect(await end()).toEqual([`${name} was frozen: it has been continued (SIGCONT) for the stop.`]);
    expect([partOf("kafka").isRunning, partOf("consumer").isRunning]).toEqual([false, false]);
  },
);

test("a part is not waited for longer than its limit, and is killed with the reason", async () => {
  const { end, partOf } = await started({ mqtt: deaf }, { stopTimeoutMs: 100 });
  const mqtt = await identityOf(partOf("mqtt"));
  expect(await end()).toEqual([
    "mosquitto did not end within 0.1 s of SIGTERM: it has been killed (SIGKILL).",
  ]);
  expect(isRunning(mqtt)).toBe(false);
});

test("a part whose servers are down has a short limit, whatever its own is", async () => {
  const { end, partOf } = await started({ kafka: obedient, mqtt: obedient, bridge: deaf });
  await partOf("kafka").end("kill");
  await partOf("mqtt").end("kill");
  expect(await end()).toEqual([
    "connect did not end within 2 s of SIGTERM while mqtt and kafka were down: it has been killed (SIGKILL).",
  ]);
});

test("a part that does not end does not keep the others from being ended, and is said", async () => {
  const absence: Absence = {
    begin: () => Promise.reject(new Error("is not asked at the end of a pipeline")),
    end: () => Promise.resolve(),
    endLeftOvers: () => Promise.reject(new StillRunningError("a container lives on")),
  };
  const { end, partOf } = await started({ kafka: obedient, bridge: obedient }, { absence });
  expect(await end()).toEqual(["a container lives on", "a container lives on"]);
  expect(partOf("kafka").isRunning).toBe(false);
});
