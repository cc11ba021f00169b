import { type ChildProcess, spawn } from "node:child_process";
import { type Socket } from "node:net";
import { extname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** TypeScript in the checkout, JavaScript in the package. */
const program = fileURLToPath(new URL(`./end-left-overs${extname(import.meta.url)}`, import.meta.url));

/** Waits for a line or the end of its input. It is a shell, since it waits as long as the pipeline runs: 1 MB of memory. */
const script = 'read -r line || exec "$@"';

const endTimeoutMs = 2_000;

/**
 * A process beside the tester that ends its pipeline if the tester dies without doing so, for whatever reason: SIGKILL, a
 * killed test worker, too little memory. Its input is a pipe from the tester, which the kernel closes then. It has a session of
 * its own, so that Ctrl-C and a kill of the tester's process group do not reach it. Disposing it ends the guard alone.
 */
export class TesterGuard implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #exit: Promise<void>;

  /**
   * Starts the guard. `mark`: that of the pipeline's processes. `lockFile`: lock of its folder. `temporary`: folder to be removed
   * with them.
   */
  constructor(mark: string, lockFile: string, temporary?: string) {
    const folder = temporary === undefined ? [] : [temporary];
    this.#process = spawn(
      "/bin/sh",
      ["-c", script, "testbed-guard", process.execPath, program, mark, lockFile, ...folder],
      {
        // Not in a folder that it may have to remove.
        cwd: "/",
        stdio: ["pipe", "ignore", "ignore"],
        detached: true,
      },
    );
    this.#exit = new Promise((resolve) => {
      this.#process.once("exit", () => resolve());
      this.#process.once("error", () => resolve());
    });
    // A guard that was killed cannot be told of the end.
    this.#process.stdin?.on("error", () => undefined);
    // It must not keep the tester alive.
    this.#process.unref();
    (this.#process.stdin as Socket | null)?.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.ref();
    this.#process.stdin?.end("\n");
    await Promise.race([this.#exit, delay(endTimeoutMs, undefined, { ref: false })]);
    this.#process.kill("SIGKILL");
    await this.#exit;
  }
}
