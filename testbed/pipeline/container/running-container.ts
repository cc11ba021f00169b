import { type Program } from "../processes/program.ts";
import { type Running } from "../processes/running.ts";
import { RunningProcess } from "../processes/running-process.ts";
import { StillRunningError } from "../processes/still-running-error.ts";
import { type BridgeContainer } from "./bridge-container.ts";
import { docker } from "./docker.ts";

/**
 * The running container of a part. Its output comes through a client of the engine (`docker start --attach`), which ends with
 * it; signals go to the container by the engine, since the death of its client would not end it.
 */
export class RunningContainer implements Running {
  readonly exit: Promise<string>;
  readonly #container: BridgeContainer;
  readonly #client: RunningProcess;
  #processId: Promise<number | undefined> | undefined;
  #isFrozen = false;

  /** Starts the container. `program`: the client; `mark`: that of the pipeline that it belongs to. */
  constructor(container: BridgeContainer, program: Program, mark: string | undefined) {
    this.#container = container;
    this.#client = new RunningProcess(program, mark);
    this.exit = this.#client.exit.then(async (reason) => {
      await this.#endWithClient();
      return reason;
    });
  }

  get leader(): number | undefined {
    return this.#client.leader;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  get description(): string {
    return `container ${this.#container.name}`;
  }

  processId(): Promise<number | undefined> {
    this.#processId ??= this.#container.processId();
    return this.#processId;
  }

  async freeze(): Promise<void> {
    // It resolves when all processes of the container are frozen.
    await docker(["pause", this.#container.name]);
    this.#isFrozen = true;
  }

  async thaw(): Promise<void> {
    if (!this.#isFrozen) return;
    // An interruption and the end of the fault may both come here.
    this.#isFrozen = false;
    await docker(["unpause", this.#container.name]);
  }

  terminate(): void {
    this.#isFrozen = false;
    // The stop signal of the image, without a time after which the engine kills it: that is the caller's decision. A frozen
    // container goes on by itself then.
    void docker(["stop", "-t", "-1", this.#container.name], { timeoutMs: null }).catch(() => undefined);
  }

  async kill(): Promise<void> {
    this.#isFrozen = false;
    try {
      await docker(["kill", this.#container.name]);
    } catch (error) {
      // It may have ended before.
      if (!(await this.#container.isRunning().catch(() => true))) return;
      throw new StillRunningError(
        `the bridge (${this.description}) has not been killed: ${(error as Error).message}`,
      );
    }
  }

  /** Ends a container whose client has ended alone. */
  async #endWithClient(): Promise<void> {
    const { name } = this.#container;
    try {
      if (!(await this.#container.isRunning())) return;
      await docker(["kill", name]);
      await docker(["wait", name]);
    } catch {
      // The container is removed at the end of the pipeline, which says so if that fails.
    }
  }
}
