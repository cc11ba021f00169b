import { createInterface } from "node:readline";
import { type WaitOptions, waitFor } from "../../wait-for.ts";
import { ComposeError, type ComposeProject, type Container } from "./compose-project.ts";
import { serviceLabel } from "./project-name.ts";

/** A container of a running project, as of the engine's latest event about it. */
export interface ContainerState extends Container {
  /** Number of its starts, which tells a new one from the one before. */
  readonly starts: number;
  /** Time of its latest start by the engine's clock, in ms since the epoch. */
  readonly startedAtMs: number;
}

/** An event in the output of `docker events`, as JSON. */
interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

/** Callbacks of the states. */
export interface ContainerStatesHooks {
  /** Called for every container that ends, for whatever reason. */
  readonly onDeath: (container: ContainerState) => void;
  /** Called once if the engine reports no events any more. */
  readonly onEnd: (error: ComposeError) => void;
}

/** Of a look at the states, which are in memory. */
const pollIntervalMs = 10;
/** Time for the engine to report what it has done. */
const reportTimeoutMs = 10_000;

/**
 * States of a project's containers, by the events of one `docker events`: each question to the engine would be a process that
 * takes 0.1 s of processor time. Disposing it ends the process.
 */
export class ContainerStates implements AsyncDisposable {
  readonly #containers = new Map<string, ContainerState>();
  readonly #hooks: ContainerStatesHooks;
  readonly #watch: AsyncDisposable;
  readonly #ended = new AbortController();
  #isDisposed = false;

  /** `since`: time of the engine at which no container of the project ran. Events after it are not missed. */
  constructor(project: ComposeProject, since: string, hooks: ContainerStatesHooks) {
    this.#hooks = hooks;
    const { command, events, errors } = project.events(since);
    this.#watch = command;
    createInterface(events).on("line", (line) => {
      if (!this.#isDisposed) this.#note(JSON.parse(line) as EngineEvent);
    });
    void Promise.all([command.exit, errors]).then(([exit, said]) => this.#end(said.trim() || exit));
  }

  get all(): readonly ContainerState[] {
    return [...this.#containers.values()];
  }

  /** Returns the container of a service; `undefined` if it has none. */
  of(service: string): ContainerState | undefined {
    return this.all.find(({ Service }) => Service === service);
  }

  /**
   * Waits until the probe of the states returns a value other than `undefined`, and returns it.
   * @throws {TimeoutError}; {ComposeError} if the engine reports no events any more; the signal's reason if it is aborted
   */
  async until<Fact>(
    { signal = this.#ended.signal, ...wait }: WaitOptions,
    probe: () => Fact | undefined,
  ): Promise<Fact> {
    const either = AbortSignal.any([signal, this.#ended.signal]);
    return await waitFor({ ...wait, intervalMs: pollIntervalMs, signal: either }, probe);
  }

  /**
   * Waits until the engine has reported something that it has done for a command: a command can end before its events come.
   * @throws as `until` does
   */
  async untilReported(description: string, isReported: () => boolean): Promise<void> {
    await this.until({ description, timeoutMs: reportTimeoutMs }, () => isReported() || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#watch[Symbol.asyncDispose]();
  }

  #end(reason: string | number): void {
    if (this.#isDisposed) return;
    const error = new ComposeError(
      `The states of the containers are not known any more: docker events has ended (${typeof reason === "number" ? `exit code ${reason}` : reason}).`,
    );
    this.#ended.abort(error);
    this.#hooks.onEnd(error);
  }

  #note({ Action, Actor: { ID, Attributes }, timeNano }: EngineEvent): void {
    if (Action === "destroy") {
      this.#containers.delete(ID);
      return;
    }
    const before = this.#containers.get(ID) ?? created(ID, Attributes[serviceLabel] ?? "");
    const after = { ...before, ...changes(Action, before, Attributes, timeNano / 1e6) };
    this.#containers.set(ID, after);
    if (Action === "die") this.#hooks.onDeath(after);
  }
}

function created(ID: string, Service: string): ContainerState {
  return { ID, Service, State: "created", Health: "", ExitCode: 0, starts: 0, startedAtMs: Number.NaN };
}

/** Returns the properties of a container that an event changes. */
function changes(
  action: string,
  { starts }: ContainerState,
  { exitCode }: Readonly<Record<string, string>>,
  atMs: number,
): Partial<ContainerState> {
  const [name, health = ""] = action.split(": ");
  switch (name) {
    case "start":
      return { State: "running", Health: "starting", starts: starts + 1, startedAtMs: atMs };
    case "die":
      return { State: "exited", Health: "", ExitCode: Number(exitCode) };
    case "pause":
      return { State: "paused" };
    case "unpause":
      return { State: "running" };
    case "health_status":
      return { Health: health };
    default:
      return {};
  }
}
