import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";

/** A process as `/proc/PID/stat` shows it (proc(5)). */
export interface ProcessStat {
  /** One letter; `Z` (zombie) after its end, until its parent has taken notice. */
  readonly state: string;
  /** Id of its process group. */
  readonly group: number;
  /** User and system time in clock ticks, of the process without its children. */
  readonly cpuTicks: number;
  /** Start in clock ticks since boot. Process ids are reused; together with this they identify a process. */
  readonly startTicks: number;
}

/** Returns the state of a process; `undefined` if there is none. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 2 is the program's name in parentheses and may hold any character. Field 3 follows the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const field = (number: number) => fields[number - 3] ?? "";
    return {
      state: field(3),
      group: Number(field(5)),
      cpuTicks: Number(field(14)) + Number(field(15)),
      startTicks: Number(field(22)),
    };
  } catch {
    return undefined;
  }
}

/** Whether every process of a group has stopped (SIGSTOP) or ended. `leader`: id of its first process. */
export function isGroupStopped(leader: number): boolean {
  const stopped = ["T", "Z", "X"];
  return processIds().every((pid) => {
    const stat = processStat(pid);
    return stat?.group !== leader || stopped.includes(stat.state);
  });
}

/** Returns the ids of all processes of this machine. */
export function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Returns the initial environment of a process as `NAME=value`; empty if it has ended or belongs to another user. */
export function processEnvironment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/**
 * Whether a process has a handler for a signal (SigCgt in `/proc/PID/status`). Most signals end a process that has none
 * (signal(7)).
 * @throws Error if there is no such process
 */
export function catchesSignal(pid: number, signal: NodeJS.Signals): boolean {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return ((caught >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
