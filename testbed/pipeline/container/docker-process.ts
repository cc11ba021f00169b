import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { signalGroup } from "../processes/signals.ts";

/** Time that a command has to end after SIGTERM. */
const endTimeoutMs = 3_000;

/** Environment, folder and streams of a `docker` command. */
export interface DockerProcessOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly stdio: StdioOptions;
}

/**
 * A running `docker` command, with the plugin that it runs in: compose is one. Both are in a process group of their own, so that
 * Ctrl-C does not reach them: the testbed stops the containers in order. Signals are sent to the group: `docker` keeps
 * the first one to itself, and its plugin goes on without it (docker/cli#4332 and #4402). Disposing it kills the group, and so does
 * the end of `docker`.
 */
export class DockerProcess implements AsyncDisposable {
  /** Resolves when the command has ended, with its exit code or the reason. */
  readonly exit: Promise<number | string>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { environment, folder, stdio }: DockerProcessOptions) {
    this.#child = spawn("docker", args, { env: environment, cwd: folder, stdio, detached: true });
    // A plugin that is left; later the group may be another's.
    this.#child.once("exit", () => this.#signalGroup("SIGKILL"));
    this.exit = new Promise((resolve) => {
      this.#child.once("error", ({ message }) => resolve(message));
      this.#child.once("close", (code, signal) => resolve(code ?? `signal ${signal}`));
    });
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  get stderr(): Readable | null {
    return this.#child.stderr;
  }

  /** Returns the whole standard output and the errors, at the end of the command. */
  async output(): Promise<{ readonly output: string; readonly errors: string }> {
    const { stdout, stderr } = this.#child;
    const [output, errors] = await Promise.all(
      [stdout, stderr].map((stream) => (stream ? text(stream) : "")),
    );
    return { output: output ?? "", errors: errors ?? "" };
  }

  /** Asks the command to end (SIGTERM), so that it can tidy up, and kills it after 3 s. */
  terminate(): void {
    this.#signal("SIGTERM");
    const late = setTimeout(() => this.#signal("SIGKILL"), endTimeoutMs);
    void this.exit.then(() => clearTimeout(late));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal("SIGKILL");
    await this.exit;
  }

  #signal(signal: NodeJS.Signals): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.#signalGroup(signal);
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) signalGroup(this.#child.pid, signal);
  }
}
