import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { checkout, foldersIn } from "../testbed/pipeline/folders.ts";
import { freePortsForAll } from "../testbed/pipeline/ports.ts";
import { median } from "../testbed/report/median.ts";
import { waitFor } from "../testbed/wait-for.ts";
import { type Benchmark } from "./benchmark.ts";

const rounds = 5;
const settleMs = 20_000;
const startTimeoutMs = 60_000;
const mib = 1_024;

/** From `npm start` to the first reading, and the memory of the idle pipeline. */
export const startUp: Benchmark = {
  name: "start-up",
  async run(progress) {
    const fresh: number[] = [];
    const used: number[] = [];
    const parts: Record<string, number[]> = {};
    let memoryMiB: Record<string, number> = {};
    for (let round = 1; round <= rounds; round += 1) {
      const folder = await mkdtemp(join(tmpdir(), "start-up-"));
      try {
        await using first = await StartedPipeline.start(folder);
        fresh.push(first.firstReadingMs);
        progress(`round ${round}/${rounds}: ${Math.round(first.firstReadingMs)} ms to the first reading`);
        for (const [part, seconds] of first.partSeconds) {
          parts[part] = [...(parts[part] ?? []), seconds];
        }
        if (round === rounds) {
          progress(`waiting for ${settleMs / 1_000} s until the pipeline is idle`);
          await delay(settleMs);
          memoryMiB = first.memoryMiB;
        }
        await first[Symbol.asyncDispose]();
        await using again = await StartedPipeline.start(folder);
        used.push(again.firstReadingMs);
      } finally {
        await rm(folder, { recursive: true });
      }
    }
    return {
      figures: {
        firstReadingMs: Math.round(median(fresh)),
        restartFirstReadingMs: Math.round(median(used)),
        idleMiB: Math.round(Object.values(memoryMiB).reduce((sum, each) => sum + each, 0)),
      },
      details: [
        `To the first reading, ms, on an empty folder: ${fresh.map(Math.round).join(", ")}; with the data of an earlier start: ${used.map(Math.round).join(", ")}.`,
        `Until each part was usable, s, beside each other: ${Object.entries(parts)
          .map(([part, seconds]) => `${part} ${median(seconds)}`)
          .join(", ")}.`,
        `Resident memory ${settleMs / 1_000} s later, MiB: ${Object.entries(memoryMiB)
          .map(([part, size]) => `${part} ${Math.round(size)}`)
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
  #output = "";
  firstReadingMs = Number.NaN;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#exit = new Promise((resolve) => child.once("close", resolve));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
    });
  }

  static async start(folder: string): Promise<StartedPipeline> {
    const ports = Object.entries(await freePortsForAll()).map(([name, port]) => [name, String(port)]);
    const beganMs = performance.now();
    const child = spawn("npm", ["start", "--", "--folder", folder], {
      cwd: checkout,
      env: { ...process.env, ...Object.fromEntries(ports) },
      stdio: ["ignore", "pipe", "inherit"],
      // A group of its own, which Ctrl-C goes to.
      detached: true,
    });
    const started = new StartedPipeline(child, folder);
    try {
      const wait = { description: "the first reading", timeoutMs: startTimeoutMs, intervalMs: 5 };
      await waitFor(wait, () => /seq 0/.test(started.#output) || undefined);
      started.firstReadingMs = performance.now() - beganMs;
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** As the list of the start shows them. */
  get partSeconds(): [string, number][] {
    return [...this.#output.matchAll(/✔ (.+) \[([\d.]+)(ms|s)\]/g)].map(([, part = "", time, unit]) => [
      part,
      Number(time) / (unit === "ms" ? 1_000 : 1),
    ]);
  }

  /** Resident memory of every part, and of the command itself. */
  get memoryMiB(): Record<string, number> {
    const lock = JSON.parse(readFileSync(foldersIn(this.#folder).lock, "utf8")) as {
      readonly pid: number;
      readonly parts: Record<string, { readonly pid: number }>;
    };
    const pids = Object.entries(lock.parts).map(([part, { pid }]) => [part, pid] as const);
    return Object.fromEntries(
      [...pids, ["the command", lock.pid] as const].map(([part, pid]) => [part, residentMiB(pid)]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGINT");
    await this.#exit;
  }
}

/** Of a process and its threads (proc(5), VmRSS). */
function residentMiB(pid: number): number {
  if (!readdirSync("/proc").includes(String(pid))) throw new Error(`process ${pid} has ended`);
  const [, kib = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / mib;
}
