import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { type Part, PartFailedError, type ProcessName, type StartTimes } from "../part.ts";
import { isGroupStopped } from "./proc.ts";
import { type Program } from "./program.ts";
import { RunningProcess } from "./running-process.ts";

/** Time that the kernel has to stop a process: one that waits for a disk stops after that. */
const stopSignalTimeoutMs = 5_000;

/** Signal and callbacks of a part that runs as a process. */
export interface ProcessPartOptions {
  /** Aborts the waiting of a start, not the process. */
  readonly signal: AbortSignal;
  /** Called after every start of a process, the leader of a process group of its own. */
  readonly onStarted?: (pid: number) => void;
  /** Called if the process ends unasked. */
  readonly onFailure?: (failure: PartFailedError) => void;
}

/** A part that runs as a process of this machine. */
export class ProcessPart<Name extends ProcessName = ProcessName> implements Part<Name> {
  readonly #program: Program<Name>;
  readonly #options: ProcessPartOptions;
  #process: RunningProcess | undefined;
  /** The process whose end is a failure: it is usable, and nobody has asked it to end. */
  #expected: RunningProcess | undefined;
  #startTimes: StartTimes | undefined;

  constructor(program: Program<Name>, options: ProcessPartOptions) {
    this.#program = program;
    this.#options = options;
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
    await this.#prepare();
    const startedAt = monotonicMicros();
    const started = this.#spawn();
    await this.#untilUsable(started);
    this.#startTimes = { startedAt, usableAt: monotonicMicros() };
  }

  async stop(): Promise<void> {
    const killTimer = setTimeout(() => this.#process?.signal("SIGKILL"), this.#program.stopTimeoutMs);
    await this.#end("SIGTERM");
    clearTimeout(killTimer);
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async pause(): Promise<void> {
    const { pid } = this.#process ?? {};
    if (pid === undefined) return;
    this.#process?.signal("SIGSTOP");
    // A process on another core still runs for some µs, in which a publisher can make a reading.
    const wait = { description: `${this.name} to be frozen`, timeoutMs: stopSignalTimeoutMs, intervalMs: 1 };
    await waitFor(wait, () => isGroupStopped(pid) || undefined);
  }

  resume(): Promise<void> {
    this.#process?.signal("SIGCONT");
    return Promise.resolve();
  }

  async #prepare(): Promise<void> {
    const { signal } = this.#options;
    try {
      await this.#program.prepare?.(signal);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : error;
      throw await PartFailedError.of(this, `could not be prepared: ${reason}`);
    }
    signal.throwIfAborted();
  }

  #spawn(): RunningProcess {
    const { onStarted } = this.#options;
    const started = new RunningProcess(this.#program);
    if (started.pid !== undefined) onStarted?.(started.pid);
    this.#process = started;
    void this.#watch(started);
    return started;
  }

  async #watch(watched: RunningProcess): Promise<void> {
    const reason = await watched.exit;
    if (this.#process === watched) this.#process = undefined;
    if (this.#expected !== watched) return;
    this.#options.onFailure?.(await PartFailedError.of(this, `ended by itself: ${reason}`));
  }

  async #untilUsable(started: RunningProcess): Promise<void> {
    const { isUsable, startTimeoutMs } = this.#program;
    const ended = new AbortController();
    void started.exit.then(() => ended.abort());
    const signal = AbortSignal.any([this.#options.signal, ended.signal]);
    try {
      await waitFor(
        { description: `${this.name} to be usable`, timeoutMs: startTimeoutMs, signal },
        async () => (await isUsable(started.pid ?? 0, signal)) || undefined,
      );
      ended.signal.throwIfAborted();
      this.#expected = started;
    } catch (error) {
      this.#options.signal.throwIfAborted();
      if (ended.signal.aborted)
        throw await PartFailedError.of(this, `ended during its start: ${await started.exit}`);
      if (error instanceof TimeoutError)
        throw await PartFailedError.of(this, `is not usable: ${error.message}`);
      throw error;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ending = this.#process;
    if (ending === undefined) return;
    this.#expected = undefined;
    ending.signal(signal);
    // A frozen process would not take the signal.
    ending.signal("SIGCONT");
    await ending.exit;
  }
}
