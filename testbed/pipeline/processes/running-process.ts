import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { waitFor } from "../../wait-for.ts";
import { endMarked, markVariable } from "./marked-processes.ts";
import {
  descendants,
  isGroupStopped,
  isRunning,
  isStopped,
  type ProcessIdentity,
  processIds,
  processStat,
} from "./proc.ts";
import { type Program } from "./program.ts";
import { type Running } from "./running.ts";
import { signalGroup, signalProcess } from "./signals.ts";

/** The running processes of all parts. They must not outlive this process, even if it exits without disposing them. */
const running = new Set<RunningProcess>();
process.once("exit", () => {
  for (const each of running) each.endAll();
});

/** Time that the kernel has to end processes after SIGKILL: one that waits for a disk ends after that. */
const killTimeoutMs = 5_000;
/** Time that the kernel has to stop a process: one that waits for a disk stops after that. */
const stopSignalTimeoutMs = 5_000;
const pollIntervalMs = 10;

/**
 * The running process of a part, the leader of a session of its own: Ctrl-C would otherwise reach all parts at once, and they
 * could not be stopped in order. It writes its log file itself. Whatever it has started ends with it.
 */
export class RunningProcess implements Running {
  readonly leader: number | undefined;
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
    this.leader = child.pid;
    running.add(this);
    this.exit = this.#exitOf(child);
  }

  get isFrozen(): boolean {
    return this.leader !== undefined && isStopped(this.leader);
  }

  get description(): string {
    const { leader = 0 } = this;
    return `process ${leader}, state ${processStat(leader)?.state}`;
  }

  processId(): Promise<number | undefined> {
    return Promise.resolve(this.leader);
  }

  async freeze(): Promise<void> {
    const { leader } = this;
    if (leader === undefined) return;
    this.#signal("SIGSTOP");
    // A process on another core still runs for some µs, in which a publisher can make a reading.
    const wait = {
      description: `process ${leader} to be frozen`,
      timeoutMs: stopSignalTimeoutMs,
      intervalMs: 1,
    };
    await waitFor(wait, () => isGroupStopped(leader) || undefined);
  }

  thaw(): Promise<void> {
    this.#signal("SIGCONT");
    return Promise.resolve();
  }

  terminate(): void {
    this.#noteDescendants();
    this.#signal("SIGTERM");
    // A frozen process would not take the signal.
    this.#signal("SIGCONT");
  }

  kill(): Promise<void> {
    this.#noteDescendants();
    this.#signal("SIGKILL");
    return Promise.resolve();
  }

  /** Ends (SIGKILL) the process and all that it has started. Whether there was anything. */
  endAll(): boolean {
    if (this.leader === undefined) return false;
    this.#signal("SIGKILL");
    const inSession = processIds().filter((pid) => processStat(pid)?.session === this.leader);
    const noted = this.#descendants.filter(isRunning).map(({ pid }) => pid);
    for (const pid of [...inSession, ...noted]) signalProcess(pid, "SIGKILL");
    return endMarked(this.#mark).length + noted.length > 0;
  }

  /** Sends a signal to the process group. */
  #signal(signal: NodeJS.Signals): void {
    if (this.leader !== undefined) signalGroup(this.leader, signal);
  }

  /** Remembers all descendants: once a parent has ended, nothing tells that its children belong to this process. */
  #noteDescendants(): void {
    if (this.leader === undefined) return;
    this.#descendants = [...this.#descendants, ...descendants(this.leader)];
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
