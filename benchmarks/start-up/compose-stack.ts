import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { checkout } from "../../testbed/checkout.ts";
import { ComposeProject } from "../../testbed/pipeline/compose/compose-project.ts";
import { freePortsForAll } from "../../testbed/pipeline/ports.ts";

/** `docker compose up --wait` as a user runs it, in a project and on ports of its own. Disposing it removes everything. */
export class ComposeStack implements AsyncDisposable {
  readonly #project: ComposeProject;
  readonly #signal: AbortSignal;

  private constructor(project: ComposeProject, signal: AbortSignal) {
    this.#project = project;
    this.#signal = signal;
  }

  /** Returns a stack that has not been started. */
  static async of(signal: AbortSignal): Promise<ComposeStack> {
    const ports = Object.entries(await freePortsForAll()).map(([name, port]) => [name, String(port)]);
    const environment = { ...process.env, ...Object.fromEntries(ports) };
    const name = `bench-${randomUUID().slice(0, 8)}`;
    const project = new ComposeProject(name, [join(checkout, "docker-compose.yml")], environment);
    return new ComposeStack(project, signal);
  }

  /** Starts all services and waits until they are healthy. Returns the milliseconds that it took. */
  async up(): Promise<number> {
    const beganMs = performance.now();
    await this.#project.runUntil(this.#signal, "up", "--wait");
    return performance.now() - beganMs;
  }

  /** Removes the containers, and their data only if asked to. */
  async down({ volumes }: { readonly volumes: boolean }): Promise<void> {
    await this.#project.run("down", ...(volumes ? ["--volumes"] : []));
  }

  /** Returns the ids of the containers' main processes by service; `undefined` for those of an engine elsewhere. */
  async processIds(): Promise<ReadonlyMap<string, number | undefined>> {
    const isHere = await this.#project.isOnThisMachine();
    const running = (await this.#project.containers()).filter(({ State }) => State === "running");
    const ids = running.map(async (container) => {
      const pid = isHere ? await this.#project.processId(container) : undefined;
      return [container.Service, pid] as const;
    });
    return new Map(await Promise.all(ids));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down({ volumes: true });
  }
}
