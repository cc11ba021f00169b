import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { type Part, PartFailedError, type ProcessName, type StartTimes } from "../part.ts";
import { endMarked, markVariable } from "./marked-processes.ts";

/** How a part runs as a process. */
export interface Program<Name extends ProcessName = ProcessName> {
  readonly name: Name;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly logFile: string;
  /** Runs before every start of the process. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  /** Whether the process can be used now; throws or says `false` while it cannot. `pid` is the process's. */
  readonly isUsable: (pid: number, signal: AbortSignal) => Promise<boolean>;
  readonly startTimeoutMs: number;
  /** How long the process may take to finish after SIGTERM; then it is killed. */
  readonly stopTimeoutMs: number;
}

/** What the pipeline learns of its processes. */
export interface PartListener {
  /** A process was started, as the leader of a process group of its own. */
  readonly started: (name: ProcessName, pid: number) => void;
  /** The process ended, and nobody had asked it to. */
  readonly failed: (failure: PartFailedError) => void;
}

/**
 * A part of the local pipeline: one process in a process group of its own (otherwise Ctrl-C would reach all parts at
 * once, and no order could be kept), its output in a file that it writes itself.
 */
export class ProcessPart<Name extends ProcessName = ProcessName> implements Part<Name> {
  readonly #program: Program<Name>;
  readonly #listener: PartListener;
  readonly #signal: AbortSignal;
  #process: RunningProcess | undefined;
  #startTimes: StartTimes | undefined;

  /** `signal` ends the waiting of a start, not the process. */
  constructor(program: Program<Name>, listener: PartListener, signal: AbortSignal) {
    this.#program = program;
    this.#listener = listener;
    this.#signal = signal;
  }

  get name(): Name {
    return this.#program.name;
  }

  get startTimes(): StartTimes {
    if (this.#startTimes === undefined) throw new Error(`${this.name} has not been started`);
    return this.#startTimes;
  }

  get logFile(): string {
    return this.#program.logFile;
  }

  processId(): Promise<number | undefined> {
    return Promise.resolve(this.#process?.pid);
  }

  async start(): Promise<void> {
    if (this.#process !== undefined) throw new Error(`${this.name} runs already`);
    const { isUsable, prepare, startTimeoutMs } = this.#program;
    try {
      await prepare?.(this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw await this.#failure(`could not be prepared: ${error instanceof Error ? error.message : error}`);
    }
    this.#signal.throwIfAborted();
    const startedAt = monotonicMicros();
    const running = this.#spawn();
    const ended = new AbortController();
    void running.exit.then(() => ended.abort());
    const signal = AbortSignal.any([this.#signal, ended.signal]);
    try {
      await waitFor(
        { description: `${this.name} to be usable`, timeoutMs: startTimeoutMs, signal },
        async () => (await isUsable(running.pid ?? 0, signal)) || undefined,
      );
      ended.signal.throwIfAborted();
      running.usable = true;
      this.#startTimes = { startedAt, usableAt: monotonicMicros() };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (ended.signal.aborted) throw await this.#failure(`ended during its start: ${await running.exit}`);
      if (error instanceof TimeoutError) throw await this.#failure(`is not usable: ${error.message}`);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const { stopTimeoutMs } = this.#program;
    const killTimer = setTimeout(() => this.#send("SIGKILL"), stopTimeoutMs);
    await this.#end("SIGTERM");
    clearTimeout(killTimer);
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  pause(): Promise<void> {
    this.#send("SIGSTOP");
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.#send("SIGCONT");
    return Promise.resolve();
  }

  #spawn(): RunningProcess {
    const { name, command, args, environment, folder, logFile } = this.#program;
    const log = openSync(logFile, "a");
    const mark = randomUUID();
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...environment, [markVariable]: mark },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    const running: RunningProcess = {
      pid: child.pid,
      mark,
      exit: new Promise((resolve) => {
        child.once("error", ({ message }) => resolve(message));
        child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
      }),
      endAsked: false,
      usable: false,
    };
    if (child.pid !== undefined) this.#listener.started(name, child.pid);
    this.#process = running;
    void this.#watch(running);
    return running;
  }

  async #watch(running: RunningProcess): Promise<void> {
    alive.add(running);
    const exit = await running.exit;
    alive.delete(running);
    if (this.#process === running) this.#process = undefined;
    endAll(running);
    if (!running.usable || running.endAsked) return;
    this.#listener.failed(await this.#failure(`ended by itself: ${exit}`));
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    running.endAsked = true;
    this.#send(signal);
    // A frozen process would not see it.
    this.#send("SIGCONT");
    await running.exit;
    endAll(running);
  }

  #send(signal: NodeJS.Signals): void {
    if (this.#process !== undefined) sendToGroup(this.#process, signal);
  }

  async #failure(reason: string): Promise<PartFailedError> {
    return await PartFailedError.of(this, reason);
  }
}

/** Whoever runs a pipeline may exit without disposing it; its parts must not outlive it. */
const alive = new Set<RunningProcess>();
process.once("exit", () => {
  for (const running of alive) endAll(running);
});

/** What the process may have started itself ends with it. */
function endAll(running: RunningProcess): void {
  sendToGroup(running, "SIGKILL");
  endMarked(running.mark);
}

interface RunningProcess {
  /** `undefined`: the process could not be started at all. */
  readonly pid: number | undefined;
  /** In its environment, and in that of all that it starts. */
  readonly mark: string;
  /** Resolves with the way the process ended, in words. */
  readonly exit: Promise<string>;
  endAsked: boolean;
  usable: boolean;
}

function sendToGroup({ pid }: RunningProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: nobody is left in the group, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
