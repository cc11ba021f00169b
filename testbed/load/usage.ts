import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type PartName, partNames } from "../../services/shared/topology.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { busyPercent, machineTicks } from "./machine-ticks.ts";

/** What a part used, as far as its processes could be seen. */
export interface PartUsage {
  /** User and system time since the watch began. */
  readonly cpuSeconds: number;
  /** The most resident memory of its processes together, since they were started. */
  readonly peakMiB: number;
  /** Whether it was the same process all the time; what an earlier one used since it was looked at last is not known. */
  readonly isOfWhole: boolean;
}

const lookEveryMs = 1_000;
/** The unit of times in /proc, on every Linux that Node runs on (sysconf(_SC_CLK_TCK), proc(5)). */
const ticksPerSecond = 100;
const kibPerMib = 1_024;

/** Watches what the parts of a pipeline use: processor time and memory, from /proc (proc(5)). */
export class UsageWatch implements AsyncDisposable {
  readonly #parts = new Map<PartName, PartProcesses>();
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #machineBefore = machineTicks();

  /** Begins to watch: what was used before does not count. */
  static async begin(pipeline: Pipeline): Promise<UsageWatch> {
    const watch = new UsageWatch();
    await watch.#look(pipeline);
    watch.#watching = watch.#keepLooking(pipeline);
    return watch;
  }

  /** What a part has used until it was looked at last; `undefined` where its processes cannot be seen. */
  of(part: PartName): PartUsage | undefined {
    const processes = this.#parts.get(part);
    if (processes === undefined) return undefined;
    const all = [...processes.seen.values()];
    return {
      cpuSeconds: all.reduce((sum, { first, last }) => sum + last - first, 0) / ticksPerSecond,
      peakMiB: processes.peakKib / kibPerMib,
      isOfWhole: processes.mains.size === 1,
    };
  }

  /** How much of the processor time of all cores has been used since this was asked last, in percent. */
  takeMachinePercent(): number {
    const before = this.#machineBefore;
    this.#machineBefore = machineTicks();
    return busyPercent(before, this.#machineBefore);
  }

  /** Looks a last time, and ends the watch. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #keepLooking(pipeline: Pipeline): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
      await this.#look(pipeline);
    }
  }

  async #look(pipeline: Pipeline): Promise<void> {
    for (const name of partNames) {
      // A part that is being killed or started may not know.
      const main = await pipeline
        .part(name)
        .processId()
        .catch(() => undefined);
      if (main !== undefined) this.#lookAt(name, main);
    }
  }

  #lookAt(name: PartName, main: number): void {
    const known = this.#parts.get(name);
    const processes = known ?? { seen: new Map(), mains: new Set(), peakKib: 0 };
    let kib = 0;
    for (const pid of [main, ...descendants(main)]) {
      const found = processUsage(pid);
      if (found === undefined) continue;
      kib += found.peakKib;
      const before = processes.seen.get(pid);
      if (before !== undefined) before.last = found.ticks;
      // Who was there when the watch began had used something before; who came later, nothing.
      else processes.seen.set(pid, { first: known === undefined ? found.ticks : 0, last: found.ticks });
    }
    if (kib === 0) return;
    processes.mains.add(main);
    processes.peakKib = Math.max(processes.peakKib, kib);
    this.#parts.set(name, processes);
  }
}

interface PartProcesses {
  /** Processor time in ticks, by process id, when it was looked at first and last. */
  readonly seen: Map<number, { readonly first: number; last: number }>;
  readonly mains: Set<number>;
  peakKib: number;
}

/** `undefined` for a process that has ended, or belongs to somebody else. */
function processUsage(pid: number): { readonly ticks: number; readonly peakKib: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name may hold anything, a parenthesis too; field 3 follows the last one. 14 and 15 are the times.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, peak = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return { ticks: Number(fields[11]) + Number(fields[12]), peakKib: Number(peak) };
  } catch {
    return undefined;
  }
}

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
