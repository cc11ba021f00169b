import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkout } from "../../testbed/checkout.ts";
import { readHolder } from "../../testbed/pipeline/folder/folder-lock.ts";
import { PipelineFolder } from "../../testbed/pipeline/folder/pipeline-folder.ts";
import { freePortsForAll } from "../../testbed/pipeline/ports.ts";
import { waitFor } from "../../testbed/wait-for.ts";

const startTimeoutMs = 60_000;
/** Kilobytes, the unit of proc(5), in a MiB. */
const mib = 1_024;

/** `npm start` as a user runs it, on ports and in a folder of its own. Disposing it is Ctrl-C. */
export class NpmStart implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #folder: string;
  readonly #beganMs: number;
  readonly #seenMs = new Map<string, number>();
  #output = "";
  firstReadingMs = Number.NaN;

  private constructor(child: ChildProcess, folder: string, beganMs: number) {
    this.#child = child;
    this.#folder = folder;
    this.#beganMs = beganMs;
    this.#exit = new Promise((resolve) => child.once("close", resolve));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#noteSteps();
    });
  }

  static async start(folder: string, signal: AbortSignal): Promise<NpmStart> {
    const ports = Object.entries(await freePortsForAll()).map(([name, port]) => [name, String(port)]);
    const beganMs = performance.now();
    const child = spawn("npm", ["start", "--", "--folder", folder], {
      cwd: checkout,
      env: { ...process.env, ...Object.fromEntries(ports) },
      stdio: ["ignore", "pipe", "inherit"],
      // A process group of its own, for Ctrl-C.
      detached: true,
    });
    const started = new NpmStart(child, folder, beganMs);
    try {
      const wait = { description: "the first reading", timeoutMs: startTimeoutMs, intervalMs: 5, signal };
      await waitFor(wait, () => /seq 0/.test(started.#output) || undefined);
      started.firstReadingMs = performance.now() - beganMs;
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Milliseconds since `npm start` until set-up had found nothing to do, and until each part was shown as usable. */
  get partsMs(): ReadonlyMap<string, number> {
    return this.#seenMs;
  }

  /** The list of the start shows whole seconds, so the time at which a line appears counts. */
  #noteSteps(): void {
    const done = this.#output.matchAll(/^> \S+ (start)$|✔ (.+) \[/gm);
    for (const [, start, part] of done) {
      const step = start === undefined ? part : "set-up";
      if (step !== undefined && !this.#seenMs.has(step))
        this.#seenMs.set(step, performance.now() - this.#beganMs);
    }
  }

  /** Ids of the main processes of the parts, and of the command that has started them. */
  get processes(): { readonly parts: ReadonlyMap<string, number>; readonly command: number } {
    const holder = readHolder(new PipelineFolder(this.#folder).lockFile);
    if (holder === undefined) throw new Error(`no pipeline runs in ${this.#folder}`);
    const parts = Object.entries(holder.parts).map(([part, { pid }]) => [part, pid] as const);
    return { parts: new Map(parts), command: holder.pid };
  }

  /** Memory of every part, and of the command itself. */
  get memory(): ReadonlyMap<string, Memory> {
    const { parts, command } = this.processes;
    return new Map([...parts, ["the command", command] as const].map(([part, pid]) => [part, memoryOf(pid)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGINT");
    await this.#exit;
  }
}

/** Memory of a process. */
export interface Memory {
  readonly residentMiB: number;
  /** Resident, with shared pages divided among the processes that share them: sums count nothing twice. */
  readonly proportionalMiB: number;
}

/** Returns the memory of a process (smaps_rollup, proc(5)). */
function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const sizeMiB = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1]) / mib;
  return { residentMiB: sizeMiB("Rss"), proportionalMiB: sizeMiB("Pss") };
}
