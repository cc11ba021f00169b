import { type StdioOptions } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { hostname } from "node:os";
import { type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { checkout } from "../../checkout.ts";
import { docker } from "../container/docker.ts";
import { DockerProcess } from "../container/docker-process.ts";
import { latestHealthCheck } from "./parts/health-check.ts";
import { projectLabel } from "./project-name.ts";

/** A `docker compose` command that failed; the message has its output. */
export class ComposeError extends Error {
  override readonly name = "ComposeError";
}

/** A container in the output of `docker compose ps --format json`. */
export interface Container {
  readonly ID: string;
  readonly Service: string;
  readonly State: string;
  /** Empty if it has no health check. */
  readonly Health: string;
  readonly ExitCode: number;
}

/** Whether a container has a process, which may be frozen. */
export function isUp({ State }: Container): boolean {
  return State === "running" || State === "paused";
}

/** A running `docker events`. */
export interface EventsCommand {
  readonly command: DockerProcess;
  /** A line of JSON for each event. */
  readonly events: Readable;
  /** Error text of the command at its end. */
  readonly errors: Promise<string>;
}

/** The events of the engine that change the state of a container. Without a filter every health check makes three more. */
const stateEvents = ["create", "start", "die", "pause", "unpause", "health_status", "destroy"];

/** One compose project, by the command line of compose: the pipeline's compose files under a project name. */
export class ComposeProject {
  readonly #name: string;
  readonly #files: readonly string[];
  readonly #environment: NodeJS.ProcessEnv;
  #engine: Promise<readonly string[]> | undefined;

  /** `environment`: the whole environment of compose, with the variables of the compose files. */
  constructor(name: string, files: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#name = name;
    this.#files = files;
    this.#environment = environment;
  }

  /** Returns the project of this name with the same files and environment. */
  named(name: string): ComposeProject {
    return new ComposeProject(name, this.#files, this.#environment);
  }

  /**
   * Runs a command and returns its standard output.
   * @throws {ComposeError} on an exit code other than 0
   */
  async run(...args: readonly string[]): Promise<string> {
    return await this.#run(args);
  }

  /**
   * Runs a command that can take long, like `run`. It is ended if the signal is aborted.
   * @throws {ComposeError} on an exit code other than 0; the signal's reason if it is aborted
   */
  async runUntil(signal: AbortSignal, ...args: readonly string[]): Promise<string> {
    signal.throwIfAborted();
    return await this.#run(args, signal);
  }

  /**
   * Starts a container that has ended, by the engine itself: compose would first wait for its dependencies, which a drill
   * may have paused or killed.
   * @throws {ComposeError} if the engine refuses
   */
  async startContainer({ ID, Service }: Container): Promise<void> {
    const command = this.#docker(["start", ID], ["ignore", "ignore", "pipe"]);
    const [{ errors }, exit] = await Promise.all([command.output(), command.exit]);
    if (exit !== 0) throw new ComposeError(`docker start ${Service}: ${errors.trim() || exit}`);
  }

  async #run(args: readonly string[], signal?: AbortSignal): Promise<string> {
    const command = this.#compose(args, ["ignore", "pipe", "pipe"]);
    const end = () => command.terminate();
    signal?.addEventListener("abort", end);
    const [{ output, errors }, exit] = await Promise.all([command.output(), command.exit]);
    signal?.removeEventListener("abort", end);
    signal?.throwIfAborted();
    if (exit !== 0) throw new ComposeError(`docker compose ${args.join(" ")}: ${errors.trim() || exit}`);
    return output;
  }

  /**
   * Appends the output of a container after `since` to a file, until the container ends or the result is disposed. Uses
   * `docker logs`: `docker compose logs` writes control sequences between the lines.
   */
  writeLog({ ID }: Container, since: Date, file: string): AsyncDisposable {
    const log = openSync(file, "a");
    const args = ["logs", "--follow", "--since", since.toISOString(), ID];
    const command = this.#docker(args, ["ignore", log, log]);
    closeSync(log);
    return command;
  }

  /** Reports the events of the project's containers after `since`, until the command is disposed. */
  events(since: string): EventsCommand {
    const filters = [
      `label=${projectLabel}=${this.#name}`,
      "type=container",
      ...stateEvents.map((event) => `event=${event}`),
    ].flatMap((filter) => ["--filter", filter]);
    const args = ["events", "--since", since, ...filters, "--format", "{{json .}}"];
    const command = this.#docker(args, ["ignore", "pipe", "pipe"]);
    const { stdout, stderr } = command;
    if (stdout === null || stderr === null) throw new Error("docker events has no output");
    return { command, events: stdout, errors: text(stderr).catch(() => "") };
  }

  /** Returns the containers of all services, with their state and health. */
  async containers(): Promise<Container[]> {
    const output = await this.run("ps", "--all", "--format", "json");
    return output
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Container);
  }

  /** Returns what a container's latest health check said; `undefined` if it has none, or none has ended yet. */
  async healthCheck({ ID }: Container): Promise<string | undefined> {
    return latestHealthCheck(
      (await this.#print("inspect", "--format", "{{json .State.Health}}", ID)) || "null",
    );
  }

  /**
   * Returns the time of the engine at the first question, in a form that `events` takes: its clock can differ from this
   * machine's.
   * @throws {DockerError}
   */
  async engineTime(): Promise<string> {
    const [, time = ""] = await this.#askEngine();
    return time;
  }

  /** Whether the engine's processes are those of this machine: not with an engine on another machine or in a virtual one. */
  async isOnThisMachine(): Promise<boolean> {
    const [name] = await this.#askEngine();
    return name === hostname();
  }

  /** Returns the main process of a running container, an id of the engine's machine; `undefined` once it has ended. */
  async processId({ ID }: Container): Promise<number | undefined> {
    return Number(await this.#print("inspect", "--format", "{{.State.Pid}}", ID)) || undefined;
  }

  async #askEngine(): Promise<readonly string[]> {
    const command = ["info", "--format", "{{.Name}} {{.SystemTime}}"];
    this.#engine ??= docker(command, { environment: this.#environment }).then((line) => line.split(" "));
    return await this.#engine;
  }

  async #print(...args: readonly string[]): Promise<string> {
    return (await this.#docker(args, ["ignore", "pipe", "ignore"]).output()).output.trim();
  }

  #compose(args: readonly string[], stdio: StdioOptions): DockerProcess {
    const files = this.#files.flatMap((file) => ["--file", file]);
    return this.#docker(["compose", "--project-name", this.#name, ...files, ...args], stdio);
  }

  #docker(args: readonly string[], stdio: StdioOptions): DockerProcess {
    return new DockerProcess(args, { environment: this.#environment, folder: checkout, stdio });
  }
}
