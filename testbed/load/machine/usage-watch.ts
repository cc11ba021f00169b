import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type PartName, partNames } from "../../../services/shared/topology.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { processStat } from "../../pipeline/processes/proc.ts";
import { busyPercent, machineTicks } from "./machine-ticks.ts";

/** Processor time and memory of a part. */
export interface PartUsage {
  /** User and system time since the watch began. */
  readonly cpuSeconds: number;
  /** Peak resident memory of its processes together, since they were started. */
  readonly peakMiB: number;
  /** Whether it was the same process all the time. The usage of an earlier one after its last sample is unknown. */
  readonly isOfWhole: boolean;
}

const sampleIntervalMs = 1_000;
/** Unit of times in /proc on every Linux that Node runs on (sysconf(_SC_CLK_TCK), proc(5)). */
const ticksPerSecond = 100;
const kibPerMib = 1_024;

/** Samples processor time and memory of the parts of a pipeline, from /proc (proc(5)). */
export class UsageWatch implements AsyncDisposable {
  readonly #parts = new Map<PartName, PartProcesses>();
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #machineBefore = machineTicks();

  /** Begins to sample: usage before does not count. */
  static async begin(pipeline: Pipeline): Promise<UsageWatch> {
    const watch = new UsageWatch();
    await watch.#sample(pipeline);
    watch.#watching = watch.#keepSampling(pipeline);
    return watch;
  }

  /** Returns the usage of a part until its last sample; `undefined` if its processes are not visible. */
  of(part: PartName): PartUsage | undefined {
    const processes = this.#parts.get(part);
    if (processes === undefined) return undefined;
    const all = [...processes.seen.values()];
    return {
      cpuSeconds: all.reduce((sum, { first, last }) => sum + last - first, 0) / ticksPerSecond,
      peakMiB: processes.peakKib / kibPerMib,
      isOfWhole: processes.mains.size === processes.instances,
    };
  }

  /** Returns the processor time of the whole machine since the last call, in percent of all cores. */
  takeMachinePercent(): number {
    const before = this.#machineBefore;
    this.#machineBefore = machineTicks();
    return busyPercent(before, this.#machineBefore);
  }

  /** Takes a last sample, and ends the watch. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #keepSampling(pipeline: Pipeline): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(sampleIntervalMs, undefined, { signal }).catch(() => undefined);
      await this.#sample(pipeline);
    }
  }

  async #sample(pipeline: Pipeline): Promise<void> {
    for (const name of partNames) {
      // A part that is being killed or started may have none.
      const mains = pipeline.instances(name).map((instance) => instance.processId().catch(() => undefined));
      const known = (await Promise.all(mains)).filter((main) => main !== undefined);
      if (known.length > 0) this.#sampleProcesses(name, known, mains.length);
    }
  }

  #sampleProcesses(name: PartName, mains: readonly number[], instances: number): void {
    const known = this.#parts.get(name);
    const processes = known ?? { instances, seen: new Map(), mains: new Set(), peakKib: 0 };
    let kib = 0;
    for (const pid of mains.flatMap((main) => [main, ...descendants(main)])) {
      const ticks = processStat(pid)?.cpuTicks;
      const peakKib = peakKibOf(pid);
      if (ticks === undefined || peakKib === undefined) continue;
      kib += peakKib;
      const before = processes.seen.get(pid);
      if (before !== undefined) before.last = ticks;
      // A process that ran before the watch began has an earlier usage, which does not count; a later one has none.
      else processes.seen.set(pid, { first: known === undefined ? ticks : 0, last: ticks });
    }
    if (kib === 0) return;
    for (const main of mains) processes.mains.add(main);
    processes.peakKib = Math.max(processes.peakKib, kib);
    this.#parts.set(name, processes);
  }
}

interface PartProcesses {
  /** Number of processes that the part has at the same time, without their descendants. */
  readonly instances: number;
  /** Processor time in ticks at the first and at the last sample, by process id. */
  readonly seen: Map<number, { readonly first: number; last: number }>;
  readonly mains: Set<number>;
  peakKib: number;
}

/** Returns the peak resident memory of a process (VmHWM); `undefined` if it has ended or belongs to another user. */
function peakKibOf(pid: number): number | undefined {
  try {
    const [, peak = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(peak);
  } catch {
    return undefined;
  }
}

/** Returns the ids of all processes that this one has started, and of those that they have started. */
function descendants(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}
