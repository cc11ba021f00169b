import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { LoadCores } from "../../../../benchmarks/processor/load-cores.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";
import { processStat } from "../../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";

test("the cores of a load count from its beginning to that of the drain, and are known then", async () => {
  const busy = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
  onTestFinished(() => void busy.kill("SIGKILL"));
  const part = (name: string) => ({ processId: async () => (name === "bridge" ? busy.pid : undefined) });
  const cores = await LoadCores.of({ part } as unknown as Pipeline);
  const ticks = () => processStat(busy.pid ?? 0)?.cpuTicks ?? 0;
  const untilTicks = async (least: number) =>
    await waitFor({ description: "processor time", timeoutMs: 30_000 }, () => ticks() >= least || undefined);

  cores.onPhase("warm-up");
  // The load would have more than ten cores with this much.
  await untilTicks(100);
  cores.onPhase("load");
  const before = ticks();
  await untilTicks(before + 10);
  expect(cores.cores).toBeUndefined();
  cores.onPhase("drain");
  const measured = cores.cores;
  expect(measured?.parts["bridge"]).toBeGreaterThan(0);
  expect(measured?.parts["bridge"]).toBeLessThan(5);
  expect(measured?.parts["kafka"]).toBeNaN();
  cores.onPhase("load");
  cores.onPhase("drain");
  expect(cores.cores).toBe(measured);
});
