import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { addressesAt } from "../../../../../testbed/pipeline/addresses.ts";
import { FolderLock, readHolder } from "../../../../../testbed/pipeline/folder/folder-lock.ts";
import { PipelineFolder } from "../../../../../testbed/pipeline/folder/pipeline-folder.ts";
import { type ProcessName } from "../../../../../testbed/pipeline/part.ts";
import { ownNames } from "../../../../../testbed/pipeline/pipeline-names.ts";
import { type PipelineOptions } from "../../../../../testbed/pipeline/pipeline-options.ts";
import { freePortsForAll, type Ports } from "../../../../../testbed/pipeline/ports.ts";
import { isStopped, processStat } from "../../../../../testbed/pipeline/processes/proc.ts";
import { type Program } from "../../../../../testbed/pipeline/processes/program.ts";
import { type RunningPipeline } from "../../../../../testbed/pipeline/running-pipeline.ts";
import { PipelineStart } from "../../../../../testbed/pipeline/start/pipeline-start.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

async function options(): Promise<PipelineOptions & { readonly ports: Ports }> {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, ports: await freePortsForAll() };
}

/** A program that is usable at once, and lives until it is ended. */
function sleeper<Name extends ProcessName>(
  start: PipelineStart,
  name: Name,
  command = "sleep 600",
): Program<Name> {
  return {
    name,
    command: "/bin/sh",
    args: ["-c", `exec ${command}`],
    environment: process.env,
    folder: start.folder.path,
    logFile: start.folder.logOf(name),
    isUsable: () => Promise.resolve(true),
    startTimeoutMs: 5_000,
    stopTimeoutMs: 5_000,
  };
}

async function startOf(given: PipelineOptions, command?: string): Promise<RunningPipeline> {
  await using start = new PipelineStart(given);
  await start.prepare();
  const mqtt = start.addProcess(sleeper(start, "mqtt", command));
  await start.run([{ name: "mqtt", after: [], run: () => mqtt.start() }]);
  return start.finish({
    addresses: addressesAt(given.ports),
    names: ownNames(undefined),
    proxy: HttpClient.at("http://proxy"),
  });
}

const isAlive = (pid: number | undefined) => pid !== undefined && processStat(pid) !== undefined;

test("a finished start hands its parts over to the pipeline, which stops them", async () => {
  const pipeline = await startOf(await options());
  const pid = await pipeline.part("mqtt").processId();
  expect(isAlive(pid)).toBe(true);
  await pipeline[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
});

test("a start that fails stops what it has started, and frees the folder", async () => {
  const given = await options();
  const failure = new Error("kafka does not start");
  let pid: number | undefined;
  const starting = async () => {
    await using start = new PipelineStart(given);
    await start.prepare();
    const mqtt = start.addProcess(sleeper(start, "mqtt"));
    await start.run([
      {
        name: "mqtt",
        after: [],
        run: async () => {
          await mqtt.start();
          pid = await mqtt.processId();
        },
      },
      { name: "kafka", after: ["mqtt"], run: () => Promise.reject(failure) },
    ]);
  };
  await expect(starting()).rejects.toBe(failure);
  expect(pid).toBeDefined();
  expect(isAlive(pid)).toBe(false);
  await using again = new PipelineStart(given);
  expect(existsSync(again.folder.lockFile)).toBe(true);
});

test("the folder goes with a temporary pipeline, and stays otherwise", async () => {
  const kept = await options();
  await (await startOf(kept))[Symbol.asyncDispose]();
  expect([existsSync(kept.folder), existsSync(join(kept.folder, "lock.json"))]).toEqual([true, false]);
  const temporary = { ...(await options()), temporary: true };
  await (await startOf(temporary))[Symbol.asyncDispose]();
  expect(existsSync(temporary.folder)).toBe(false);
});

test("only the steps that all runtimes have are reported", async () => {
  const names: string[] = [];
  await using start = new PipelineStart({
    ...(await options()),
    onSteps: (steps) => names.push(...steps.keys()),
  });
  const done = () => Promise.resolve();
  await start.run([
    { name: "images", after: [], run: done },
    { name: "up", after: ["images"], run: done },
    { name: "kafka", after: ["up"], run: done },
  ]);
  expect(names).toEqual(["images", "kafka"]);
});

test("a part that ends unasked is the failure of the pipeline", async () => {
  await using pipeline = await startOf(await options(), "sleep 0.2");
  const message: unknown = expect.stringMatching(/^mosquitto ended by itself: exit code 0\n/);
  expect(await pipeline.failure).toMatchObject({ part: "mqtt", message });
});

test("a part or a link that the pipeline does not have is refused", async () => {
  await using pipeline = await startOf({ ...(await options()), links: ["mqtt-bridge"] });
  expect(pipeline.link("mqtt-bridge").name).toBe("mqtt-bridge");
  expect(() => pipeline.link("kafka-consumer")).toThrow(
    new RangeError("the link kafka-consumer does not lead through the proxy"),
  );
  expect(() => pipeline.part("kafka")).toThrow(new RangeError("the pipeline has no part kafka"));
});

test("a frozen part is continued for the stop of the pipeline, and what did not stop cleanly is said", async () => {
  const notices: string[] = [];
  const onNotice = (notice: string) => void notices.push(notice);
  const pipeline = await startOf({ ...(await options()), onNotice });
  await pipeline.part("mqtt").pause();
  const pid = await pipeline.part("mqtt").processId();
  await pipeline[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
  expect(notices).toEqual(["mosquitto was frozen: it has been continued (SIGCONT) for the stop."]);
});

test("an interruption continues a frozen part at once, before anything waits for it", async () => {
  const interruption = new AbortController();
  await using pipeline = await startOf({ ...(await options()), signal: interruption.signal });
  await pipeline.part("mqtt").pause();
  const pid = (await pipeline.part("mqtt").processId()) ?? 0;
  expect(isStopped(pid)).toBe(true);
  interruption.abort();
  await waitFor({ description: "mqtt to go on", timeoutMs: 5_000 }, () => !isStopped(pid) || undefined);
});

test("a start after a pipeline that was killed ends it before it looks at the ports, and says so", async () => {
  const notices: string[] = [];
  const given = { ...(await options()), onNotice: (notice: string) => void notices.push(notice) };
  const program = `require("node:net").createServer().listen(${given.ports.MQTT_PORT}, "127.0.0.1", () => console.log(1))`;
  const left = spawn(process.execPath, ["--eval", program], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void left.kill("SIGKILL"));
  await once(left.stdout, "data");
  const { lockFile } = new PipelineFolder(given.folder);
  FolderLock.take(lockFile).remember("mqtt", left.pid ?? 0);
  writeFileSync(lockFile, JSON.stringify({ ...readHolder(lockFile), bornAt: "1" }));
  await using start = new PipelineStart(given);
  await start.prepare();
  expect(notices).toEqual([expect.stringContaining(`it has been ended: mqtt (process ${left.pid}).`)]);
});
