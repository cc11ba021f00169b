import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { checkout } from "../testbed/checkout.ts";
import { readHolder } from "../testbed/pipeline/folder/folder-lock.ts";
import { PipelineFolder } from "../testbed/pipeline/folder/pipeline-folder.ts";
import { freePortsForAll } from "../testbed/pipeline/ports.ts";
import { median } from "../testbed/report/median.ts";
import { waitFor } from "../testbed/wait-for.ts";
import { type Benchmark } from "./benchmark.ts";

const rounds = 5;
const settleMs = 20_000;
const startTimeoutMs = 60_000;
/** In the units of proc(5), kB. */
const mib = 1_024;

/** From `npm start` to the first reading, and the memory of the idle pipeline. */
export const startUp: Benchmark = {
  name: "start-up",
  runtimes: ["local"],
  async run(progress, signal) {
    const fresh: number[] = [];
    const used: number[] = [];
    const parts = new Map<string, number[]>();
    let memory: ReadonlyMap<string, Memory> = new Map();
    for (let round = 1; round <= rounds; round += 1) {
      const folder = await mkdtemp(join(tmpdir(), "start-up-"));
      try {
        {
          await using first = await StartedPipeline.start(folder, signal);
          fresh.push(first.firstReadingMs);
          progress(`round ${round}/${rounds}: ${Math.round(first.firstReadingMs)} ms to the first reading`);
          for (const [part, ms] of first.partsMs) parts.set(part, [...(parts.get(part) ?? []), ms]);
          if (round === rounds) {
            progress(`waiting for ${settleMs / 1_000} s until the pipeline is idle`);
            await delay(settleMs, undefined, { signal });
            memory = first.memory;
          }
        }
        await using again = await StartedPipeline.start(folder, signal);
        used.push(again.firstReadingMs);
      } finally {
        await rm(folder, { recursive: true });
      }
    }
    const sum = (of: (memory: Memory) => number) =>
      Math.round([...memory.values()].reduce((total, each) => total + of(each), 0));
    return {
      figures: {
        firstReadingMs: Math.round(median(fresh)),
        restartFirstReadingMs: Math.round(median(used)),
        idleMiB: sum(({ residentMiB }) => residentMiB),
        idleProportionalMiB: sum(({ proportionalMiB }) => proportionalMiB),
      },
      details: [
        `To the first reading, ms, on an empty folder: ${fresh.map(Math.round).join(", ")}; with the data of an earlier start: ${used.map(Math.round).join(", ")}.`,
        `Usable after so many ms since \`npm start\`, medians: ${[...parts]
          .map(([part, ms]) => `${part} ${Math.round(median(ms))}`)
          .join(", ")}.`,
        `Memory ${settleMs / 1_000} s later, MiB resident (and with what several processes share divided among them): ${[
          ...memory,
        ]
          .map(
            ([part, { residentMiB, proportionalMiB }]) =>
              `${part} ${Math.round(residentMiB)} (${Math.round(proportionalMiB)})`,
          )
          .join(", ")}.`,
      ],
    };
  },
};

/** `npm start` as a person runs it, on ports and in a folder of its own. Disposing it is Ctrl-C. */
class StartedPipeline implements AsyncDisposable {
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

  static async start(folder: string, signal: AbortSignal): Promise<StartedPipeline> {
    const ports = Object.entries(await freePortsForAll()).map(([name, port]) => [name, String(port)]);
    const beganMs = performance.now();
    const child = spawn("npm", ["start", "--", "--folder", folder], {
      cwd: checkout,
      env: { ...process.env, ...Object.fromEntries(ports) },
      stdio: ["ignore", "pipe", "inherit"],
      // A group of its own, which Ctrl-C goes to.
      detached: true,
    });
    const started = new StartedPipeline(child, folder, beganMs);
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

  /** Since `npm start`: when set-up had found that nothing is to be done, and when each part was shown as usable. */
  get partsMs(): ReadonlyMap<string, number> {
    return this.#seenMs;
  }

  /** The list of the start shows how long a part took in whole seconds: so it counts when its line came. */
  #noteSteps(): void {
    const done = this.#output.matchAll(/^> \S+ (start)$|✔ (.+) \[/gm);
    for (const [, start, part] of done) {
      const step = start === undefined ? part : "set-up";
      if (step !== undefined && !this.#seenMs.has(step))
        this.#seenMs.set(step, performance.now() - this.#beganMs);
    }
  }

  /** Of every part, and of the command itself. */
  get memory(): ReadonlyMap<string, Memory> {
    const holder = readHolder(new PipelineFolder(this.#folder).lockFile);
    if (holder === undefined) throw new Error(`no pipeline runs in ${this.#folder}`);
    const pids = Object.entries(holder.parts).map(([part, { pid }]) => [part, pid] as const);
    return new Map(
      [...pids, ["the command", holder.pid] as const].map(([part, pid]) => [part, memoryOf(pid)]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGINT");
    await this.#exit;
  }
}

interface Memory {
  readonly residentMiB: number;
  /** Resident, but pages that several processes share count in each for its part only: sums count nothing twice. */
  readonly proportionalMiB: number;
}

/** Of a process and its threads (proc(5), smaps_rollup). */
function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const sizeMiB = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1]) / mib;
  return { residentMiB: sizeMiB("Rss"), proportionalMiB: sizeMiB("Pss") };
}
