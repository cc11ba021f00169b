import { setTimeout as delay } from "node:timers/promises";
import { type BenchmarkContext, type Finding } from "../benchmark.ts";
import { type Cores, coresBetween } from "../processor/cores.ts";
import { processTable } from "../processor/process-table.ts";

/** Finding with the cores of the idle pipeline. */
export interface IdleFinding extends Finding {
  readonly figures: Finding["figures"] & { readonly idleCores: number };
}

/** Time after a start until the pipeline is idle: compilers, first commits and snapshots are done. */
export const settleMs = 20_000;
/** Long enough for a health check of every part, whose processes stay for up to a minute. */
export const idleMs = 70_000;

/** Waits until a pipeline that has just started is idle. Returns the cores that it uses then. */
export async function idleCores(
  parts: ReadonlyMap<string, number | undefined>,
  { progress, signal }: BenchmarkContext,
): Promise<Cores> {
  progress(`waiting for ${settleMs / 1_000} s until the pipeline is idle, then ${idleMs / 1_000} s`);
  await delay(settleMs, undefined, { signal });
  const before = processTable();
  await delay(idleMs, undefined, { signal });
  return coresBetween(before, processTable(), parts);
}
