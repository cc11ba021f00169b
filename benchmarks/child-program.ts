import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of this folder that runs beside the benchmark and says what it finds, a JSON object a line. */
export class ChildProgram implements AsyncDisposable {
  readonly #file: string;
  readonly #lines: AsyncIterator<string>;
  readonly #end: () => void;
  readonly #exit: Promise<unknown>;

  /** `argument` is what the program is told, as JSON. It ends when the signal is aborted. */
  constructor(file: string, argument: object, signal: AbortSignal) {
    signal.throwIfAborted();
    this.#file = file;
    const program = fileURLToPath(new URL(file, import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify(argument)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    this.#exit = new Promise((resolve) => child.once("close", resolve));
    this.#end = () => child.kill();
    signal.addEventListener("abort", this.#end);
    child.once("close", () => signal.removeEventListener("abort", this.#end));
  }

  /** What it says next. @throws Error when it ends without a word; what it printed on standard error says why */
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
