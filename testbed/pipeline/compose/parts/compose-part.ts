import { monotonicMicros } from "../../../../services/shared/journal/journal.ts";
import { TimeoutError, waitFor } from "../../../wait-for.ts";
import {
  isCleanStop,
  type Part,
  PartFailedError,
  type ProcessName,
  productNames,
  type StartTimes,
} from "../../part.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "../../processes/proc.ts";
import { type ComposeProject, type Container, isUp } from "../compose-project.ts";
import { containerStart } from "./container-start.ts";

const startTimeoutMs = 120_000;

/** Signal and callback of a part that runs in a container. */
export interface ComposePartHooks {
  /** Aborts the waiting of a start, not the container. */
  readonly signal: AbortSignal;
  /** Called with a sentence for the user about a stop that was not clean. */
  readonly onNotice: (notice: string) => void;
}

/** A part that runs in a container: one service of the compose project. */
export class ComposePart<Name extends ProcessName = ProcessName> implements Part<Name>, AsyncDisposable {
  readonly name: Name;
  readonly logFile: string;
  /** The part's service in docker-compose.yml. */
  readonly #service: string;
  readonly #project: ComposeProject;
  readonly #signal: AbortSignal;
  readonly #onNotice: (notice: string) => void;
  #log: AsyncDisposable | undefined;
  #startTimes: StartTimes | undefined;
  /** Main process of the container, as of the latest lookup. */
  #process: ProcessIdentity | undefined;
  /** Whether the part has been asked to end; its end is no failure then. */
  endAsked = false;

  constructor(name: Name, project: ComposeProject, logFile: string, { signal, onNotice }: ComposePartHooks) {
    this.name = name;
    this.logFile = logFile;
    this.#service = productNames[name];
    this.#project = project;
    this.#signal = signal;
    this.#onNotice = onNotice;
  }

  /**
   * Waits until the container is healthy, and writes its output after `since` to the log. `askedAt`: time at which its start was
   * asked for, in µs of the monotonic clock.
   * @throws {PartFailedError} if it ends before, or is not healthy in time
   */
  async untilUsable(since: Date, askedAt: number): Promise<void> {
    await this.#log?.[Symbol.asyncDispose]();
    this.#log = undefined;
    const wait = { description: `${this.name} to be usable`, timeoutMs: startTimeoutMs, intervalMs: 250 };
    try {
      const container = await waitFor({ ...wait, signal: this.#signal }, async () => {
        const found = await this.#container();
        // Following the log of a container that has not been started would end at once.
        if (found?.State === "running" || found?.State === "exited") this.#follow(found, since);
        return found?.State === "exited" || found?.Health === "healthy" ? found : undefined;
      });
      if (container.State === "exited")
        throw await this.failed(`ended during its start: exit code ${container.ExitCode}`);
      const usableAt = monotonicMicros();
      const began = (await this.#project.startedAt(container)).getTime();
      const now = { wallMs: Date.now(), at: monotonicMicros() };
      this.#startTimes = containerStart(began, { askedAt, usableAt }, now);
    } catch (error) {
      if (error instanceof TimeoutError) throw await this.failedToStart(`is not usable: ${error.message}`);
      throw error;
    }
  }

  async start(): Promise<void> {
    const since = new Date();
    const askedAt = monotonicMicros();
    this.endAsked = false;
    const container = await this.#container();
    if (container === undefined) throw await this.failed("has no container that could be started");
    await this.#project.startContainer(container);
    await this.untilUsable(since, askedAt);
  }

  async stop(): Promise<void> {
    this.endAsked = true;
    const before = await this.#container();
    await this.#project.run("stop", this.#service);
    const container = await this.#container();
    // The exit code of one that had ended before, such as by a kill, is not that of the stop.
    if (container !== undefined && before !== undefined && isUp(before)) this.noteStop(container);
  }

  /** Says so if the stop of this part's container was not clean. `why`: a reason for that, such as " while kafka was down". */
  noteStop({ ExitCode }: Container, why = ""): void {
    const exit = `exit code ${ExitCode}`;
    if (!isCleanStop(exit))
      this.#onNotice(`${this.#service} did not stop cleanly${why}: ${exit} (${this.logFile}).`);
  }

  async kill(): Promise<void> {
    this.endAsked = true;
    await this.#project.run("kill", "--signal", "SIGKILL", this.#service);
  }

  async pause(): Promise<void> {
    await this.#project.run("pause", this.#service);
  }

  async resume(): Promise<void> {
    await this.#project.run("unpause", this.#service);
  }

  /** Asks the engine only if the process that is known no longer runs: load runs ask every second, and a lookup costs 0.1 s. */
  async processId(): Promise<number | undefined> {
    if (this.#process !== undefined && isRunning(this.#process)) return this.#process.pid;
    if (!(await this.#project.isOnThisMachine())) return undefined;
    const container = await this.#container();
    const pid = container?.State === "running" ? await this.#project.processId(container) : undefined;
    this.#process = pid === undefined ? undefined : processIdentity(pid);
    return this.#process?.pid;
  }

  get startTimes(): StartTimes {
    if (this.#startTimes === undefined) throw new Error(`${this.name} has not been started`);
    return this.#startTimes;
  }

  /** Returns the failure of this part, with the end of its log. */
  async failed(reason: string): Promise<PartFailedError> {
    return await PartFailedError.of(this, reason);
  }

  /** Returns the failure of a start, with what its health check said last. */
  async failedToStart(reason: string): Promise<PartFailedError> {
    const container = await this.#container();
    const said = container && (await this.#project.healthCheck(container));
    return await this.failed(said === undefined ? reason : `${reason}; ${said}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log?.[Symbol.asyncDispose]();
  }

  #follow(container: Container, since: Date): void {
    this.#log ??= this.#project.writeLog(container, since, this.logFile);
  }

  async #container(): Promise<Container | undefined> {
    return (await this.#project.containers()).find(({ Service }) => Service === this.#service);
  }
}
