import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { endMarked, markVariable } from "./marked-processes.ts";
import { type Program } from "./program.ts";
import { signalGroup } from "./signals.ts";

/** The running processes of all parts. They must not outlive this process, even if it exits without disposing them. */
const running = new Set<RunningProcess>();
process.once("exit", () => {
  for (const each of running) each.endAll();
});

/**
 * The running process of a part, the leader of a process group of its own: Ctrl-C would otherwise reach all parts at once,
 * and they could not be stopped in order. It writes its log file itself. Whatever it has started ends with it.
 */
export class RunningProcess {
  /** `undefined` if the process could not be started. */
  readonly pid: number | undefined;
  /** Resolves with the reason once the process and all that it started have ended: an exit code, a signal. */
  readonly exit: Promise<string>;
  readonly #mark = randomUUID();

  /** Starts the program. */
  constructor({ command, args, environment, folder, logFile }: Program) {
    const log = openSync(logFile, "a");
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...environment, [markVariable]: this.#mark },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    this.pid = child.pid;
    running.add(this);
    this.exit = this.#exitOf(child);
  }

  /** Sends a signal to the process group. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) signalGroup(this.pid, signal);
  }

  /** Ends (SIGKILL) the process and all that it has started. */
  endAll(): void {
    this.signal("SIGKILL");
    endMarked(this.#mark);
  }

  async #exitOf(child: ChildProcess): Promise<string> {
    const reason = await new Promise<string>((resolve) => {
      child.once("error", ({ message }) => resolve(message));
      child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    running.delete(this);
    this.endAll();
    return reason;
  }
}
