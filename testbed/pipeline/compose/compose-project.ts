import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { hostname } from "node:os";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { checkout } from "../../checkout.ts";

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

/** An event in the output of `docker compose events --json`. */
export interface ContainerEvent {
  readonly service: string;
  readonly action: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One compose project, by the command line of compose: the pipeline's compose files under a project name. */
export class ComposeProject {
  readonly #name: string;
  readonly #files: readonly string[];
  readonly #environment: NodeJS.ProcessEnv;

  /** `environment`: the whole environment of compose, with the variables of the compose files. */
  constructor(name: string, files: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#name = name;
    this.#files = files;
    this.#environment = environment;
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
    const child = this.#spawn(["start", ID], ["ignore", "ignore", "pipe"]);
    const [errors, exit] = await Promise.all([read(child.stderr), exitOf(child)]);
    if (exit !== 0) throw new ComposeError(`docker start ${Service}: ${errors.trim() || exit}`);
  }

  async #run(args: readonly string[], signal?: AbortSignal): Promise<string> {
    const child = this.#compose(args, ["ignore", "pipe", "pipe"]);
    const end = () => child.kill();
    signal?.addEventListener("abort", end);
    const exited = exitOf(child);
    const [output, errors, exit] = await Promise.all([read(child.stdout), read(child.stderr), exited]);
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
    const child = this.#spawn(args, ["ignore", log, log]);
    closeSync(log);
    return endedWith(child);
  }

  /** Passes on every event of the project's containers, until the result is disposed. */
  watch(onEvent: (event: ContainerEvent) => void): AsyncDisposable {
    const child = this.#compose(["events", "--json"], ["ignore", "pipe", "ignore"]);
    if (child.stdout !== null) {
      createInterface(child.stdout).on("line", (line) => onEvent(JSON.parse(line) as ContainerEvent));
    }
    return endedWith(child);
  }

  /** Returns the containers of all services, with their state and health. */
  async containers(): Promise<Container[]> {
    const output = await this.run("ps", "--all", "--format", "json");
    return output
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Container);
  }

  /** Returns the start time of a container's process. */
  async startedAt({ ID }: Container): Promise<Date> {
    return new Date(await this.#print("inspect", "--format", "{{.State.StartedAt}}", ID));
  }

  /** Returns the main process of a running container; `undefined` if the engine runs on another machine. */
  async processId({ ID }: Container): Promise<number | undefined> {
    if ((await this.#print("info", "--format", "{{.Name}}")) !== hostname()) return undefined;
    return Number(await this.#print("inspect", "--format", "{{.State.Pid}}", ID)) || undefined;
  }

  async #print(...args: readonly string[]): Promise<string> {
    return (await read(this.#spawn(args, ["ignore", "pipe", "ignore"]).stdout)).trim();
  }

  #compose(args: readonly string[], stdio: Stdio): ChildProcess {
    const files = this.#files.flatMap((file) => ["--file", file]);
    return this.#spawn(["compose", "--project-name", this.#name, ...files, ...args], stdio);
  }

  #spawn(args: readonly string[], stdio: Stdio): ChildProcess {
    // In a process group of its own, so that Ctrl-C does not reach it: the testbed stops the containers in order.
    return spawn("docker", args, { cwd: checkout, env: this.#environment, stdio, detached: true });
  }
}

type Stdio = NonNullable<Parameters<typeof spawn>[2]>["stdio"];

function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", (code, signal) => resolve(code ?? `signal ${signal}`));
  });
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? "" : await text(stream);
}

function endedWith(child: ChildProcess): AsyncDisposable {
  const exited = exitOf(child);
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exited;
    },
  };
}
