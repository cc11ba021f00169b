import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { checkout } from "../../../testbed/checkout.ts";
import { freePortsForAll, type Ports } from "../../../testbed/pipeline/ports.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { docker } from "./fixture-image.ts";

/** State of a container, see {@link ComposeStack.state}. */
export interface ContainerState {
  readonly Status: string;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly Health?: { readonly Status: string; readonly Log: readonly { readonly Output: string }[] };
}

/** Options of a stack. */
export interface ComposeStackOptions {
  /** Checkout with the compose file; default: this one. */
  readonly folder?: string;
  /** Variables of compose and of docker-compose.yml, in addition to this process's. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The pipeline as a user of `docker compose` runs it, on ports and under a project name of its own. Disposing it removes it with
 * its data.
 */
export class ComposeStack implements AsyncDisposable {
  readonly project: string;
  readonly ports: Ports;
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, environment: NodeJS.ProcessEnv, ports: Ports) {
    // The name of a container is one label in the engine's DNS, which has at most 63 characters: with a longer one it does not answer
    // who asks for the name of an address, as the server of Connect's metrics does for each connection with TLS.
    this.project = `mqtt-kafka-testbed-${randomUUID().slice(0, 8)}`;
    this.#folder = folder;
    this.#environment = environment;
    this.ports = ports;
  }

  /** Returns a stack; nothing is started. */
  static async of({ folder = checkout, environment = {} }: ComposeStackOptions = {}): Promise<ComposeStack> {
    const ports = await freePortsForAll();
    const variables = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, String(port)] as const),
    );
    return new ComposeStack(folder, { ...process.env, ...variables, ...environment }, ports);
  }

  /**
   * Runs a command of compose and returns its output.
   * @throws Error with the output on an exit code other than 0
   */
  async compose(...args: readonly string[]): Promise<string> {
    const command = ["compose", "--project-name", this.project, ...args];
    const options = { cwd: this.#folder, env: this.#environment, maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await promisify(execFile)("docker", command, options);
    return stdout + stderr;
  }

  /** Returns the state of a service's container. */
  async state(service: string): Promise<ContainerState> {
    const id = (await this.compose("ps", "--all", "--quiet", service)).trim();
    return JSON.parse(await docker("inspect", "--format", "{{json .State}}", id));
  }

  /** Returns the process of a part: the first below the init of the container, if it has one. */
  async processOf(service: string): Promise<number> {
    const { Pid } = await this.state(service);
    const children = await readFile(`/proc/${Pid}/task/${Pid}/children`, "utf8");
    return Number(children.split(" ")[0]) || Pid;
  }

  /** Waits until a reading of the device, default: any, arrives at the consumer after now. */
  async waitForReading(device?: string): Promise<void> {
    const nowMs = Date.now();
    await waitFor({ description: `a reading of ${device ?? "any device"}`, timeoutMs: 60_000 }, async () => {
      const devices = await this.#devices();
      return devices.some(({ id, lastSeenMs }) => lastSeenMs > nowMs && (device ?? id) === id) || undefined;
    });
  }

  async #devices(): Promise<readonly { readonly id: string; readonly lastSeenMs: number }[]> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.ports.CONSUMER_PORT}/status`);
      return ((await response.json()) as { readonly devices: [] }).devices;
    } catch {
      // The consumer is not up.
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose("down", "--volumes", "--timeout", "5");
  }
}
