import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PartName } from "../../../services/shared/topology.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { readHolder } from "../../../testbed/pipeline/folder/folder-lock.ts";
import { PipelineFolder } from "../../../testbed/pipeline/folder/pipeline-folder.ts";
import { freePortsForAll, type Ports } from "../../../testbed/pipeline/ports.ts";
import { isRunning, processIdentity } from "../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { keepLogs } from "./keep-logs.ts";

/** A running `npm start`, in a folder and on ports of its own. Disposing it interrupts it. */
export class StartCommand implements AsyncDisposable {
  readonly ports: Ports;
  readonly exitCode: Promise<number | null>;
  readonly folder: string;
  readonly #keepsFolder: boolean;
  readonly #signal: (signal: NodeJS.Signals) => void;
  #output = "";

  static async run(environment: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Promise<StartCommand> {
    const folder = mkdtempSync(join(tmpdir(), "mqtt-kafka-testbed-"));
    return new StartCommand(folder, await freePortsForAll(), environment, false, args);
  }

  /** Runs it in containers. */
  static runInContainers(ports: Ports): StartCommand {
    const folder = mkdtempSync(join(tmpdir(), "mqtt-kafka-testbed-"));
    return new StartCommand(folder, ports, {}, false, ["--runtime", "compose"]);
  }

  /** Runs it in the folder of an earlier start, which is removed at the end unless `keepsFolder` leaves that to another. */
  static runIn(folder: string, ports: Ports, { keepsFolder = false } = {}): StartCommand {
    return new StartCommand(folder, ports, {}, keepsFolder);
  }

  private constructor(
    folder: string,
    ports: Ports,
    environment: NodeJS.ProcessEnv,
    keepsFolder = false,
    args: readonly string[] = [],
  ) {
    this.ports = ports;
    this.#keepsFolder = keepsFolder;
    this.folder = folder;
    const portVariables = Object.entries(ports).map(([name, port]) => [name, String(port)]);
    const child = spawn(
      process.execPath,
      [join(checkout, "testbed/cli/main.ts"), "start", "--folder", this.folder, ...args],
      {
        env: { ...process.env, ...Object.fromEntries(portVariables), ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
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

  /** Processes of the parts, each the leader of a process group, from the folder's lock. */
  get processes(): Readonly<Record<PartName, number>> {
    const { parts = {} } = readHolder(new PipelineFolder(this.folder).lockFile) ?? {};
    const pids = Object.entries(parts).map(([name, { pid }]) => [name, pid]);
    return Object.fromEntries(pids) as Record<PartName, number>;
  }

  /** Waits until the output matches. @throws Error as soon as the command ends */
  async waitForOutput(text: RegExp): Promise<void> {
    const ended = new AbortController();
    void this.exitCode.then(() => ended.abort(new Error(`npm start has ended:\n${this.#output}`)));
    const wait = { description: `the output to match ${text}`, timeoutMs: 60_000, signal: ended.signal };
    await waitFor(wait, () => {
      if (text.test(this.#output)) return true;
      throw new Error(this.#output);
    });
  }

  /** Interrupts the command, like Ctrl-C. */
  interrupt(): void {
    this.#signal("SIGINT");
  }

  /** Kills the command (SIGKILL): it cannot stop its parts. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.interrupt();
    await this.exitCode;
    keepLogs(this.folder);
    if (!this.#keepsFolder) rmSync(this.folder, { recursive: true });
  }
}

/** Returns the processes that are still running. */
export function living(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    const identity = processIdentity(pid);
    return identity !== undefined && isRunning(identity);
  });
}
