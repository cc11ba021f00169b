import { readFileSync } from "node:fs";

/** Processor time of all cores together, in clock ticks since boot. */
export interface MachineTicks {
  readonly busy: number;
  readonly all: number;
}

/** Returns the processor time so far (/proc/stat, proc(5)). */
export function machineTicks(): MachineTicks {
  const [, ...times] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/).map(Number) ?? [];
  // user nice system idle iowait irq softirq steal; user includes guests.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = times;
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + iowait };
}

/** Returns the processor time used between two moments, in percent of all cores. */
export function busyPercent(before: MachineTicks, after: MachineTicks): number {
  return after.all === before.all ? 0 : (100 * (after.busy - before.busy)) / (after.all - before.all);
}
