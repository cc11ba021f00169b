import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";

/** A process as `/proc/PID/stat` shows it (proc(5)). */
export interface ProcessStat {
  /** Name of its program, as the kernel keeps it: the first 15 bytes. */
  readonly name: string;
  /** One letter; `Z` (zombie) after its end, until its parent has taken notice. */
  readonly state: string;
  readonly parent: number;
  /** Id of its process group. */
  readonly group: number;
  /** Id of its session: the process that called setsid(2). Children inherit it, also into process groups of their own. */
  readonly session: number;
  /** User and system time in clock ticks, of the process without its children. */
  readonly cpuTicks: number;
  /** The same of its children that have ended and been waited for, with theirs. */
  readonly endedTicks: number;
  readonly threads: number;
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
      name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")),
      state: field(3),
      parent: Number(field(4)),
      group: Number(field(5)),
      session: Number(field(6)),
      cpuTicks: Number(field(14)) + Number(field(15)),
      endedTicks: Number(field(16)) + Number(field(17)),
      threads: Number(field(20)),
      startTicks: Number(field(22)),
    };
  } catch {
    return undefined;
  }
}

/** A process, and its start, by which it is told from a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
}

/** Returns the identity of a process; `undefined` if there is none. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const stat = processStat(pid);
  return stat && { pid, startTicks: stat.startTicks };
}

/**
 * Whether a process is still running. A zombie is not, unless threads of it still are: only after the last one are its ports
 * free.
 */
export function isRunning({ pid, startTicks }: ProcessIdentity): boolean {
  const stat = processStat(pid);
  if (stat === undefined || stat.startTicks !== startTicks) return false;
  return stat.threads > 1 || !["Z", "X"].includes(stat.state);
}

/** Returns all descendants of a process whose parents still run, at any depth. */
export function descendants(pid: number): ProcessIdentity[] {
  const children = Map.groupBy(processIds(), (each) => processStat(each)?.parent ?? 0);
  const found: ProcessIdentity[] = [];
  const add = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      const identity = processIdentity(child);
      if (identity === undefined) continue;
      found.push(identity);
      add(child);
    }
  };
  add(pid);
  return found;
}

/** Whether every process of a group has stopped (SIGSTOP) or ended. `leader`: id of its first process. */
export function isGroupStopped(leader: number): boolean {
  return processIds().every((pid) => {
    const stat = processStat(pid);
    return stat?.group !== leader || ["Z", "X"].includes(stat.state) || isStopped(pid);
  });
}

/**
 * Whether a process has stopped (SIGSTOP). One that waits in vfork(2) for a child that has stopped is in the state D: it takes
 * the signal only when that child goes on.
 */
export function isStopped(pid: number): boolean {
  const state = processStat(pid)?.state;
  if (state !== "D") return state === "T";
  const hasStoppedChild = processIds().some((child) => {
    const stat = processStat(child);
    return stat?.parent === pid && stat.state === "T";
  });
  // The child may have ended the wait before it was stopped.
  return hasStoppedChild && ["D", "T"].includes(processStat(pid)?.state ?? "");
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
