import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** Returns program, id and container of a process for a message, such as "node (process 12, container 0123456789ab)". */
export function processName(pid: number): string {
  const container = containerOf(pid);
  const isForeign = container !== undefined && container !== containerOf("self");
  return `${programOf(pid)} (process ${pid}${isForeign ? `, container ${container}` : ""})`;
}

function programOf(pid: number): string {
  try {
    // Not its name in /proc/PID/comm, which can be that of a thread, such as MainThread of Node.
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return "a program that has just ended";
  }
}

/** Returns the short id of the container of a process, which engines have in the names of its cgroups; `undefined` without one. */
function containerOf(pid: number | "self"): string | undefined {
  try {
    return /[0-9a-f]{64}/.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8"))?.[0].slice(0, 12);
  } catch {
    return undefined;
  }
}
