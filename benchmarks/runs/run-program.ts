/**
 * Carries out one run of the testbed in a process of its own, and prints its report, and the cores that its load used, as one line
 * of JSON, or `{"failure":…}`. Its argument: a `RunRequest`. Phases go to standard error.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interruption } from "../../testbed/interruption.ts";
import { carryOut } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { loadKind } from "../../testbed/report/load/load-kind.ts";
import { runFailure } from "../../testbed/run/run-failure.ts";
import { childArgument } from "../child-argument.ts";
import { LoadCores } from "../processor/load-cores.ts";
import { type RunRequest } from "./run-request.ts";

const request = (await childArgument()) as RunRequest;
const signal = interruption();
let loadCores: LoadCores | undefined;
const hooks = {
  onPhase: (phase: string, detail: string) => {
    if (detail === "") console.error(phase);
  },
  signal,
};
/** A load run whose processor time is taken. */
const watchedLoad: typeof loadKind = {
  ...loadKind,
  runOn: async (pipeline, options, runHooks) => {
    const cores = await LoadCores.of(pipeline);
    loadCores = cores;
    return await loadKind.runOn(pipeline, options, {
      ...runHooks,
      onPhase: (phase, detail) => {
        cores.onPhase(phase);
        runHooks.onPhase(phase, detail);
      },
    });
  },
};
const folder = await mkdtemp(join(tmpdir(), "benchmark-"));
try {
  const report =
    request.kind === "load"
      ? await carryOut(watchedLoad, request.options, folder, hooks)
      : await carryOut(drillKind, request.options, folder, hooks);
  process.stdout.write(`${JSON.stringify({ report, cores: loadCores?.cores })}\n`);
} catch (error) {
  if (signal.aborted) process.exitCode = 130;
  else process.stdout.write(`${JSON.stringify({ failure: runFailure(error).message })}\n`);
} finally {
  await rm(folder, { recursive: true });
}
