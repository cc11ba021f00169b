import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import {
  isCleanStop,
  type Part,
  PartFailedError,
  type ProcessName,
  productOf,
  type StartTimes,
} from "../part.ts";
import { type Program } from "./program.ts";
import { type Running } from "./running.ts";
import { RunningProcess } from "./running-process.ts";
import { signalProcess } from "./signals.ts";
import { StillRunningError } from "./still-running-error.ts";

/** Time that the kernel, or the engine, has to end a process after SIGKILL. */
const killTimeoutMs = 5_000;

/** Signal and callbacks of a part that runs as a process. */
export interface ProcessPartOptions {
  /** Aborts the waiting of a start, not the process. */
  readonly signal: AbortSignal;
  /** Called after every start with the leader of its process group. */
  readonly onStarted?: (leader: number) => void;
  /** Called if the process ends unasked. */
  readonly onFailure?: (failure: PartFailedError) => void;
  /** Called with a sentence for the user about a stop that was not clean. */
  readonly onNotice?: (notice: string) => void;
  /** Mark of the pipeline's processes. */
  readonly mark?: string;
}

/** Limit of a stop other than the program's own, and the reason for it, such as "while kafka was down". */
export interface StopLimit {
  readonly timeoutMs: number;
  readonly reason: string;
}

/** A part that runs as a process of this machine, or as a container with a process of this machine as its client. */
export class ProcessPart<Name extends ProcessName = ProcessName> implements Part<Name> {
  readonly #program: Program<Name>;
  readonly #options: ProcessPartOptions;
  #process: Running | undefined;
  /** The process whose end is a failure: it is usable, and nobody has asked it to end. */
  #expected: Running | undefined;
  #startTimes: StartTimes | undefined;
  /** Whether it has been proven gone since its last end. */
  #isAbsent = false;

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

  async processId(): Promise<number | undefined> {
    return await this.#process?.processId();
  }

  async start(): Promise<void> {
    if (this.#process !== undefined) throw new Error(`${this.name} runs already`);
    if (this.#isAbsent) await this.#program.absence?.end();
    this.#isAbsent = false;
    await this.#prepare();
    const startedAt = monotonicMicros();
    const started = this.#spawn();
    await this.#untilUsable(started);
    this.#startTimes = { startedAt, usableAt: monotonicMicros() };
  }

  /** Whether its process runs. */
  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** Whether its process has been frozen: it takes no other signal but SIGKILL until it goes on. */
  get isFrozen(): boolean {
    return this.#process?.isFrozen ?? false;
  }

  async stop(): Promise<void> {
    await this.end("stop");
    await this.#proveAbsence();
  }

  async kill(): Promise<void> {
    await this.end("kill");
    await this.#proveAbsence();
  }

  /**
   * Ends the process without a proof that its work has ended, too. A stop that takes longer than the limit becomes a kill.
   * @throws {StillRunningError} if it has not ended some seconds after SIGKILL
   */
  async end(how: "stop" | "kill", limit?: StopLimit): Promise<void> {
    const ending = this.#process;
    if (ending === undefined) return;
    this.#expected = undefined;
    if (how === "stop" && (await this.#stopped(ending, limit))) return;
    await ending.kill();
    if (await endsWithin(ending, killTimeoutMs)) return;
    throw new StillRunningError(
      `${this.#product} (${ending.description}) has not ended ${killTimeoutMs / 1_000} s after SIGKILL`,
    );
  }

  /** Ends all that is left of it. Returns a sentence for the user about that; `undefined` if nothing was left. */
  async endLeftOvers(): Promise<string | undefined> {
    return this.#startTimes && (await this.#program.absence?.endLeftOvers());
  }

  async pause(): Promise<void> {
    await this.#process?.freeze();
  }

  async resume(): Promise<void> {
    await this.#process?.thaw();
  }

  async reload(): Promise<void> {
    const pid = await this.processId();
    if (pid === undefined) throw new Error(`${this.name} has no process of this machine`);
    signalProcess(pid, "SIGHUP");
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

  #spawn(): Running {
    const { onStarted, mark } = this.#options;
    const started = this.#program.run?.(mark) ?? new RunningProcess(this.#program, mark);
    if (started.leader !== undefined) onStarted?.(started.leader);
    this.#process = started;
    void this.#watch(started);
    return started;
  }

  async #watch(watched: Running): Promise<void> {
    const reason = await watched.exit;
    if (this.#process === watched) this.#process = undefined;
    if (this.#expected !== watched) return;
    this.#options.onFailure?.(await PartFailedError.of(this, `ended by itself: ${reason}`));
  }

  async #untilUsable(started: Running): Promise<void> {
    const { isUsable, startTimeoutMs } = this.#program;
    const ended = new AbortController();
    void started.exit.then(() => ended.abort());
    const signal = AbortSignal.any([this.#options.signal, ended.signal]);
    try {
      await waitFor(
        { description: `${this.name} to be usable`, timeoutMs: startTimeoutMs, signal },
        async () => (await isUsable(started.leader ?? 0, signal)) || undefined,
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

  get #product(): string {
    return productOf(this.name);
  }

  /** Whether the process ends after SIGTERM, within the limit. */
  async #stopped(ending: Running, limit: StopLimit | undefined): Promise<boolean> {
    const { timeoutMs, reason } = limit ?? { timeoutMs: this.#program.stopTimeoutMs, reason: "" };
    ending.terminate();
    if (await endsWithin(ending, timeoutMs)) {
      const exit = await ending.exit;
      if (!isCleanStop(exit))
        this.#options.onNotice?.(`${this.#product} did not stop cleanly: ${exit} (${this.logFile}).`);
      return true;
    }
    const why = reason === "" ? "" : ` ${reason}`;
    this.#options.onNotice?.(
      `${this.#product} did not end within ${timeoutMs / 1_000} s of SIGTERM${why}: it has been killed (SIGKILL).`,
    );
    return false;
  }

  async #proveAbsence(): Promise<void> {
    // A part that has never been usable has nothing to be gone from.
    if (this.#startTimes === undefined) return;
    await this.#program.absence?.begin();
    this.#isAbsent = true;
  }
}

/** Whether the process ends within this time. */
async function endsWithin({ exit }: Running, timeoutMs: number): Promise<boolean> {
  const timeout = new AbortController();
  const late = delay(timeoutMs, false, { signal: timeout.signal }).catch(() => false);
  const ended = await Promise.race([exit.then(() => true), late]);
  timeout.abort();
  return ended;
}
