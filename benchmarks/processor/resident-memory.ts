import { readFileSync } from "node:fs";

const kibPerMib = 1_024;

/** Returns the resident memory of these processes together (VmRSS, proc(5)), in MiB; those that have ended have none. */
export function residentMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentKib(pid), 0) / kibPerMib;
}

function residentKib(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
