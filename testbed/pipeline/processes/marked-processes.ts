import { processEnvironment, processIds } from "./proc.ts";
import { signalProcess } from "./signals.ts";

/** The environment variable that marks the processes of a part. All descendants inherit it. */
export const markVariable = "TESTBED_PROCESS";

/**
 * Ends (SIGKILL) every process that has this mark in its environment: also those that a part has left behind in sessions of
 * their own, which no signal to its process group reaches.
 */
export function endMarked(mark: string): void {
  const entry = `${markVariable}=${mark}`;
  for (const pid of processIds()) {
    if (processEnvironment(pid).includes(entry)) signalProcess(pid, "SIGKILL");
  }
}
