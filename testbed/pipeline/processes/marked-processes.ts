import { readdirSync, readFileSync } from "node:fs";

/** The variable of the environment that marks a part's processes. Children inherit it, wherever they go. */
export const markVariable = "TESTBED_PROCESS";

/**
 * Ends (SIGKILL) every process that has this mark in its environment (proc(5), /proc/PID/environ): what a part has left
 * behind in sessions of their own, where no signal to its process group reaches them.
 */
export function endMarked(mark: string): void {
  for (const pid of marked(mark)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function marked(mark: string): number[] {
  const entry = `${markVariable}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(entry))
    .map(Number);
}

/** Nothing for a process that is gone, or somebody else's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
