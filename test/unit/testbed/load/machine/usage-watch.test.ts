import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { UsageWatch } from "../../../../../testbed/load/machine/usage-watch.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** Starts a process that keeps one core busy; returns its id. */
function busyProcess(): number {
  const child = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child.pid ?? 0;
}

function pipelineOf(processes: Record<string, () => number | undefined>): Pipeline {
  const instances = (name: string) => [{ processId: async () => processes[name]?.() }];
  return { instances } as unknown as Pipeline;
}

test("the use of a part counts from the start of the sampling; a part without visible processes has none", async () => {
  const pid = busyProcess();
  await using watch = await UsageWatch.begin(pipelineOf({ bridge: () => pid }));
  await waitFor({ description: "processor time to be seen", timeoutMs: 20_000 }, () => {
    return (watch.of("bridge")?.cpuSeconds ?? 0) > 0.2 || undefined;
  });
  expect(watch.of("bridge")).toMatchObject({ isOfWhole: true });
  expect(watch.of("bridge")?.peakMiB).toBeGreaterThan(10);
  expect(watch.of("kafka")).toBeUndefined();
  expect(watch.takeMachinePercent()).toBeGreaterThan(0);
});

test("a restarted part is marked as such", async () => {
  const pids = [busyProcess(), busyProcess()];
  let present = pids[0];
  await using watch = await UsageWatch.begin(pipelineOf({ bridge: () => present }));
  present = pids[1];
  await waitFor({ description: "the new process to be seen", timeoutMs: 20_000 }, () => {
    return watch.of("bridge")?.isOfWhole === false || undefined;
  });
});
