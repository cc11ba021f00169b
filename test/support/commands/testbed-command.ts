import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFlags } from "../../../services/shared/kafka/node-flags.ts";
import { type PartName } from "../../../services/shared/topology.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { waitFor } from "../../../testbed/wait-for.ts";

/** A running command of the testbed, with temporary files in a folder of its own. Disposing it interrupts it. */
export class TestbedCommand implements AsyncDisposable {
  readonly exitCode: Promise<number | null>;
  readonly #folder = mkdtempSync(join(tmpdir(), "testbed-"));
  readonly #name: string;
  readonly #signal: (signal: NodeJS.Signals) => void;
  #output = "";

  constructor(...args: readonly string[]) {
    this.#name = args[0] ?? "";
    const program = [...nodeFlags, join(checkout, "testbed/cli/main.ts")];
    const child = spawn(process.execPath, [...program, ...args, "--out", this.reportFolder], {
      env: { ...process.env, TMPDIR: this.#folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    this.exitCode = new Promise((resolve) => child.once("close", resolve));
    this.#signal = (signal) => void child.kill(signal);
  }

  /** Output of both streams so far. */
  get output(): string {
    return this.#output;
  }

  /** Folder of the report. */
  get reportFolder(): string {
    return join(this.#folder, "report");
  }

  /** Reads a file of the report as JSON. */
  report(file: string): unknown {
    return JSON.parse(readFileSync(join(this.reportFolder, file), "utf8"));
  }

  /** Names of the temporary files left, without the report. */
  get leftOvers(): string[] {
    return readdirSync(this.#folder).filter((name) => name !== "report");
  }

  /** Process ids of the pipeline, by part. */
  get processes(): Readonly<Record<string, number>> {
    const pipeline = readdirSync(this.#folder).find((name) => name.startsWith("mqtt-kafka-testbed-")) ?? "";
    const lock = JSON.parse(readFileSync(join(this.#folder, pipeline, "lock.json"), "utf8")) as {
      readonly parts: Record<string, { readonly pid: number }>;
    };
    return Object.fromEntries(Object.entries(lock.parts).map(([part, { pid }]) => [part, pid]));
  }

  /** Kills the process of a part (SIGKILL). @throws Error if it has none: process 0 would be the caller's own group */
  kill(part: PartName): void {
    const { [part]: pid } = this.processes;
    if (pid === undefined) throw new Error(`${part} has no process`);
    process.kill(pid, "SIGKILL");
  }

  /** Waits until the output contains this. @throws Error as soon as the command ends */
  async waitForOutput(text: string): Promise<void> {
    const ended = new AbortController();
    void this.exitCode.then(() => ended.abort(new Error(`the command has ended:\n${this.#output}`)));
    const wait = { description: `the output to contain "${text}"`, timeoutMs: 90_000, signal: ended.signal };
    await waitFor(wait, () => this.#output.includes(text) || undefined);
  }

  /** Interrupts the command, like Ctrl-C. */
  interrupt(): void {
    this.#signal("SIGINT");
  }

  /** Kills the command itself (SIGKILL): it cannot stop its pipeline. */
  killTester(): void {
    this.#signal("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.interrupt();
    await this.exitCode;
    const kept = join(checkout, "test-results", "logs", `${this.#name}-${process.hrtime.bigint()}`);
    cpSync(this.#folder, kept, { recursive: true });
    rmSync(this.#folder, { recursive: true });
  }
}
