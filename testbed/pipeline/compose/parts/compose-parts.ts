import { TimeoutError } from "../../../wait-for.ts";
import { type PipelineFolder } from "../../folder/pipeline-folder.ts";
import { whileDown, withoutServerTimeoutMs } from "../../needed-parts.ts";
import { type PartFailedError, type ProcessName, productOf } from "../../part.ts";
import { ComposeError, type ComposeProject, type Container, isUp } from "../compose-project.ts";
import { ContainerStates } from "../container-states.ts";
import { ComposePart, type ComposePartHooks } from "./compose-part.ts";
import { missingServers } from "./missing-servers.ts";

/** Signal and callbacks of the parts that run in containers. */
export interface ComposePartsHooks extends ComposePartHooks {
  /** Called for every container that ends unasked, and if that would not be noticed any more. */
  readonly onFailure: (failure: PartFailedError | ComposeError) => void;
}

/**
 * The parts of a pipeline that run in containers, which are watched from the beginning. Disposing them ends that, and the
 * writing of their logs.
 */
export class ComposeParts implements AsyncDisposable {
  readonly all: readonly ComposePart[];
  readonly #project: ComposeProject;
  readonly #states: ContainerStates;
  readonly #onNotice: (notice: string) => void;

  /** `since`: time of the engine at which no container of the project ran. */
  constructor(
    names: readonly ProcessName[],
    project: ComposeProject,
    since: string,
    folder: PipelineFolder,
    { onFailure, ...hooks }: ComposePartsHooks,
  ) {
    this.#project = project;
    this.#onNotice = hooks.onNotice;
    const onDeath = ({ Service, ExitCode }: Container) => {
      const died = this.#ofService(Service);
      if (!died?.isExpected) return;
      void died.failed(`ended by itself: exit code ${ExitCode}`).then(onFailure);
    };
    const states = new ContainerStates(project, since, { onDeath, onEnd: onFailure });
    this.#states = states;
    this.all = names.map((name) => new ComposePart(name, project, states, folder.logOf(name), hooks));
  }

  /**
   * Stops the containers, whose end is no failure then, and removes them; the data only if `volumes` go, too. Frozen ones are
   * continued before, so that those that wait for them can stop.
   */
  async remove({ volumes }: { readonly volumes: boolean }): Promise<void> {
    for (const each of this.all) each.isExpected = false;
    const before = this.#states.all;
    for (const { Service, State } of before) {
      if (State !== "paused") continue;
      await this.#project.run("unpause", Service);
      this.#onNotice(`${Service} was frozen: it has been continued for the stop.`);
    }
    try {
      await this.#stop(before);
    } finally {
      await this.#project.run("down", ...(volumes ? ["--volumes"] : []));
    }
  }

  /** Stops containers, and says which of them did not stop cleanly. */
  async #stop(containers: readonly Container[]): Promise<void> {
    const running = new Set(containers.filter(isUp).map(({ Service }) => Service));
    if (running.size === 0) return;
    const names = this.all.map(({ name }) => name);
    const down = missingServers(names, running);
    if (down.size > 0)
      await this.#project.run("stop", "--timeout", String(withoutServerTimeoutMs / 1_000), ...down.keys());
    await this.#project.run("stop");
    try {
      await this.#states.untilReported("the end of all containers", () => !this.#states.all.some(isUp));
    } catch (error) {
      if (!(error instanceof ComposeError || error instanceof TimeoutError)) throw error;
      this.#onNotice(`Whether the containers stopped cleanly is not known: ${error.message}`);
      return;
    }
    for (const container of this.#states.all) {
      if (!running.has(container.Service)) continue;
      const servers = down.get(container.Service);
      this.#ofService(container.Service)?.noteStop(container, servers && ` ${whileDown(servers)}`);
    }
  }

  /** Returns the failure of the container behind compose's error "dependency failed", with the end of its log. */
  async causeOf(error: ComposeError): Promise<Error> {
    const containers = await this.#project.containers();
    const failed = containers.find(({ State, Health, ExitCode }) =>
      State === "exited" ? ExitCode !== 0 : Health === "unhealthy",
    );
    if (failed === undefined) return error;
    const part = this.#ofService(failed.Service);
    if (part !== undefined) return await part.failedToStart(`did not start: ${error.message}`, failed);
    const tail = ["--no-color", "--no-log-prefix", "--tail", "20"];
    const log = await this.#project.run("logs", ...tail, failed.Service);
    return new ComposeError(`${failed.Service} failed with exit code ${failed.ExitCode}:\n${log}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.all, this.#states].map((each) => each[Symbol.asyncDispose]()));
  }

  #ofService(service: string): ComposePart | undefined {
    return this.all.find(({ name }) => productOf(name) === service);
  }
}
