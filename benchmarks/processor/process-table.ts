import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type ProcessStat, processIds, processStat } from "../../testbed/pipeline/processes/proc.ts";

/** Unit of times in /proc on every Linux that Node runs on (sysconf(_SC_CLK_TCK), proc(5)). */
const ticksPerSecond = 100;

/** All processes of the machine at one moment. */
export interface ProcessTable {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly processes: ReadonlyMap<number, ProcessStat>;
}

/** Reads the processes of this machine. */
export function processTable(): ProcessTable {
  const processes = new Map<number, ProcessStat>();
  for (const pid of processIds()) {
    const stat = processStat(pid);
    if (stat !== undefined) processes.set(pid, stat);
  }
  return { at: monotonicMicros(), processes };
}

/** Returns the ids of a process and of all that it has started and that still run; none if there is no such process. */
export function treeOf({ processes }: ProcessTable, root: number): number[] {
  if (!processes.has(root)) return [];
  const children = Map.groupBy(processes, ([, { parent }]) => parent);
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap(([child]) => [child, ...below(child)]);
  return [root, ...below(root)];
}

/** Returns the processor time of these processes so far, with that of children that have ended; in seconds. */
export function secondsOf(table: ProcessTable, pids: readonly number[]): number {
  return ownSecondsOf(table, pids) + endedSecondsOf(table, pids);
}

/** Returns the processor time of these processes alone, in seconds. */
export function ownSecondsOf({ processes }: ProcessTable, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (processes.get(pid)?.cpuTicks ?? 0), 0) / ticksPerSecond;
}

/** Returns the processor time of the children of these processes that have ended, in seconds. */
export function endedSecondsOf({ processes }: ProcessTable, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (processes.get(pid)?.endedTicks ?? 0), 0) / ticksPerSecond;
}
