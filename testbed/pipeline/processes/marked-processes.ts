import { processEnvironment, processIds } from "./proc.ts";
import { signalProcess } from "./signals.ts";

/**
 * The environment variable that marks the processes of a part: `PIPELINE/PART/START`. All descendants inherit it, unless one
 * clears its environment.
 */
export const markVariable = "TESTBED_PROCESS";

/** A process with a mark. */
export interface MarkedProcess {
  readonly pid: number;
  readonly mark: string;
}

/** Returns the processes with this mark, or with one below it: `PIPELINE` stands for all parts of a pipeline. */
export function markedProcesses(mark: string): MarkedProcess[] {
  const prefix = `${markVariable}=`;
  return processIds().flatMap((pid) => {
    const entry = processEnvironment(pid).find((each) => each.startsWith(prefix));
    if (entry === undefined) return [];
    const found = entry.slice(prefix.length);
    return found === mark || found.startsWith(`${mark}/`) ? [{ pid, mark: found }] : [];
  });
}

/**
 * Ends (SIGKILL) the processes with this mark, or one below it: also those that a part has left behind in sessions of their
 * own, which no signal to its process group reaches. Returns them.
 */
export function endMarked(mark: string): MarkedProcess[] {
  const marked = markedProcesses(mark);
  for (const { pid } of marked) signalProcess(pid, "SIGKILL");
  return marked;
}
