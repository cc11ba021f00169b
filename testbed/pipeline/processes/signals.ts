/** Sends a signal to a process, if it has not ended. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: there is no such process or process group any more.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Sends a signal to all processes of a process group that have not ended. `leader` is the id of its first process. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  // kill(2): a negative id names a process group.
  signalProcess(-leader, signal);
}
