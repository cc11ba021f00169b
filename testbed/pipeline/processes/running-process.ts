import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { endMarked, markVariable } from "./marked-processes.ts";
import { descendants, isRunning, type ProcessIdentity, processIds, processStat } from "./proc.ts";
import { type Program } from "./program.ts";
import { signalGroup, signalProcess } from "./signals.ts";

/** The running processes of all parts. They must not outlive this process, even if it exits without disposing them. */
const running = new Set<RunningProcess>();
process.once("exit", () => {
  for (const each of running) each.endAll();
});

/** Time that the kernel has to end processes after SIGKILL: one that waits for a disk ends after that. */
const killTimeoutMs = 5_000;
const pollIntervalMs = 10;

/**
 * The running process of a part, the leader of a session of its own: Ctrl-C would otherwise reach all parts at once, and they
 * could not be stopped in order. It writes its log file itself. Whatever it has started ends with it.
 */
export class RunningProcess {
  /** `undefined` if the process could not be started. */
  readonly pid: number | undefined;
  /** Resolves with the reason once the process and all that it started have ended: an exit code, a signal. */
  readonly exit: Promise<string>;
  readonly #mark: string;
  #descendants: readonly ProcessIdentity[] = [];

  /** Starts the program. `pipelineMark`: mark of the pipeline that it belongs to. */
  constructor({ name, command, args, environment, folder, logFile }: Program, pipelineMark = "none") {
    this.#mark = `${pipelineMark}/${name}/${randomUUID()}`;
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

  /** Remembers all descendants: once a parent has ended, nothing tells that its children belong to this process. */
  noteDescendants(): void {
    if (this.pid !== undefined) this.#descendants = descendants(this.pid);
  }

  /** Ends (SIGKILL) the process and all that it has started. Whether there was anything. */
  endAll(): boolean {
    if (this.pid === undefined) return false;
    this.signal("SIGKILL");
    const inSession = processIds().filter((pid) => processStat(pid)?.session === this.pid);
    const noted = this.#descendants.filter(isRunning).map(({ pid }) => pid);
    for (const pid of [...inSession, ...noted]) signalProcess(pid, "SIGKILL");
    return endMarked(this.#mark).length + noted.length > 0;
  }

  async #exitOf(child: ChildProcess): Promise<string> {
    const reason = await new Promise<string>((resolve) => {
      child.once("error", ({ message }) => resolve(message));
      child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    const deadline = performance.now() + killTimeoutMs;
    // A process that starts another one while the processes are read escapes once.
    while (this.endAll() && performance.now() < deadline) await delay(pollIntervalMs);
    running.delete(this);
    return reason;
  }
}
