import { monotonicMicros } from "../../../../services/shared/journal/journal.ts";
import { TimeoutError } from "../../../wait-for.ts";
import {
  isCleanStop,
  type Part,
  PartFailedError,
  type ProcessName,
  productOf,
  type StartTimes,
} from "../../part.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "../../processes/proc.ts";
import { type ComposeProject, type Container, isUp } from "../compose-project.ts";
import { type ContainerState, type ContainerStates } from "../container-states.ts";
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
  readonly #states: ContainerStates;
  readonly #signal: AbortSignal;
  readonly #onNotice: (notice: string) => void;
  #log: AsyncDisposable | undefined;
  #startTimes: StartTimes | undefined;
  /** Main process of the container, as of the latest lookup. */
  #process: ProcessIdentity | undefined;
  /** Whether its end is a failure: it has been usable since its start, and nobody has asked it to end. */
  isExpected = false;

  /** `states`: those of the project's containers. */
  constructor(
    name: Name,
    project: ComposeProject,
    states: ContainerStates,
    logFile: string,
    { signal, onNotice }: ComposePartHooks,
  ) {
    this.name = name;
    this.logFile = logFile;
    this.#service = productOf(name);
    this.#project = project;
    this.#states = states;
    this.#signal = signal;
    this.#onNotice = onNotice;
  }

  /**
   * Waits until the container is healthy, and writes its output after `since` to the log. `askedAt`: time at which its start was
   * asked for, in µs of the monotonic clock. `earlierStarts`: number of the container's starts until then.
   * @throws {PartFailedError} if it ends before, or is not healthy in time
   */
  async untilUsable(since: Date, askedAt: number, earlierStarts = 0): Promise<void> {
    await this.#log?.[Symbol.asyncDispose]();
    this.#log = undefined;
    const description = `${this.name} to be usable`;
    const wait = { description, timeoutMs: startTimeoutMs, signal: this.#signal };
    try {
      const container = await this.#states.until(wait, () => {
        const found = this.#container;
        if (found === undefined || found.starts <= earlierStarts) return undefined;
        this.#follow(found, since);
        return found.State === "exited" || found.Health === "healthy" ? found : undefined;
      });
      if (container.State === "exited")
        throw await this.failed(`ended during its start: exit code ${container.ExitCode}`);
      const usableAt = monotonicMicros();
      const now = { wallMs: Date.now(), at: monotonicMicros() };
      this.isExpected = true;
      this.#startTimes = containerStart(container.startedAtMs, { askedAt, usableAt }, now);
    } catch (error) {
      if (error instanceof TimeoutError) throw await this.failedToStart(`is not usable: ${error.message}`);
      throw error;
    }
  }

  async start(): Promise<void> {
    const since = new Date();
    const askedAt = monotonicMicros();
    const container = this.#container;
    if (container === undefined) throw await this.failed("has no container that could be started");
    await this.#project.startContainer(container);
    // The engine does not start one that runs.
    await this.untilUsable(since, askedAt, isUp(container) ? 0 : container.starts);
  }

  async stop(): Promise<void> {
    this.isExpected = false;
    const wasUp = this.#isUp;
    await this.#project.run("stop", this.#service);
    await this.#untilEnded();
    // The exit code of one that had ended before, such as by a kill, is not that of the stop.
    if (wasUp && this.#container !== undefined) this.noteStop(this.#container);
  }

  /** Says so if the stop of this part's container was not clean. `why`: a reason for that, such as " while kafka was down". */
  noteStop({ ExitCode }: Container, why = ""): void {
    const exit = `exit code ${ExitCode}`;
    if (!isCleanStop(exit))
      this.#onNotice(`${this.#service} did not stop cleanly${why}: ${exit} (${this.logFile}).`);
  }

  async kill(): Promise<void> {
    this.isExpected = false;
    await this.#project.run("kill", "--signal", "SIGKILL", this.#service);
    await this.#untilEnded();
  }

  async pause(): Promise<void> {
    await this.#project.run("pause", this.#service);
    await this.#states.untilReported(
      `the pause of ${this.#service}`,
      () => this.#container?.State !== "running",
    );
  }

  async resume(): Promise<void> {
    await this.#project.run("unpause", this.#service);
    await this.#states.untilReported(
      `the end of the pause of ${this.#service}`,
      () => this.#container?.State !== "paused",
    );
  }

  /** By the engine, which may run on another machine, or as another user. */
  async reload(): Promise<void> {
    await this.#project.run("kill", "--signal", "SIGHUP", this.#service);
  }

  /** Asks the engine only if the process that is known no longer runs: load runs ask every second, and a lookup costs 0.1 s. */
  async processId(): Promise<number | undefined> {
    if (this.#process !== undefined && isRunning(this.#process)) return this.#process.pid;
    if (!(await this.#project.isOnThisMachine())) return undefined;
    const container = this.#container;
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
  async failedToStart(
    reason: string,
    container: Container | undefined = this.#container,
  ): Promise<PartFailedError> {
    const said = container && (await this.#project.healthCheck(container));
    return await this.failed(said === undefined ? reason : `${reason}; ${said}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log?.[Symbol.asyncDispose]();
  }

  #follow(container: Container, since: Date): void {
    this.#log ??= this.#project.writeLog(container, since, this.logFile);
  }

  get #container(): ContainerState | undefined {
    return this.#states.of(this.#service);
  }

  get #isUp(): boolean {
    const container = this.#container;
    return container !== undefined && isUp(container);
  }

  async #untilEnded(): Promise<void> {
    await this.#states.untilReported(`the end of ${this.#service}`, () => !this.#isUp);
  }
}
