import { readFileSync } from "node:fs";

/** Processor time of all cores together, in ticks since the machine was started. */
export interface MachineTicks {
  readonly busy: number;
  readonly all: number;
}

/** Of now (proc(5), /proc/stat). */
export function machineTicks(): MachineTicks {
  const [, ...times] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/).map(Number) ?? [];
  // user nice system idle iowait irq softirq steal; guests are counted in user.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = times;
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + iowait };
}

/** How much of the processor time between two moments was used, in percent of all cores. */
export function busyPercent(before: MachineTicks, after: MachineTicks): number {
  return after.all === before.all ? 0 : (100 * (after.busy - before.busy)) / (after.all - before.all);
}
