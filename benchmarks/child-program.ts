import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serialize } from "node:v8";
import { nodeFlags } from "../services/shared/kafka/node-flags.ts";

/** A program that runs beside the benchmark and prints its results, a JSON object a line. */
export class ChildProgram implements AsyncDisposable {
  readonly #file: string;
  readonly #lines: AsyncIterator<string>;
  readonly #end: () => void;
  readonly #exit: Promise<unknown>;

  /**
   * Starts the program with `argument` on its standard input (`childArgument`). It is ended (SIGTERM) when the signal is aborted.
   * `variables`: those of its environment that differ.
   */
  constructor(
    program: URL,
    argument: object,
    signal: AbortSignal,
    variables: Readonly<Record<string, string>> = {},
  ) {
    signal.throwIfAborted();
    this.#file = fileURLToPath(program);
    const child = spawn(process.execPath, [...nodeFlags, this.#file], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...variables },
    });
    // A program that ends before it has read is noticed by its missing result.
    child.stdin.on("error", () => undefined).end(serialize(argument));
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    this.#exit = new Promise((resolve) => child.once("close", resolve));
    this.#end = () => child.kill();
    signal.addEventListener("abort", this.#end);
    child.once("close", () => signal.removeEventListener("abort", this.#end));
  }

  /** Returns its next result. @throws Error when it ends without one; its standard error has the reason */
  async next(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error(`${this.#file} ended without a result`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    await this.#exit;
  }
}
