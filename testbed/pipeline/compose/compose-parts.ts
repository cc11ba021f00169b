import { type PipelineFolder } from "../folder/pipeline-folder.ts";
import { type PartFailedError, type ProcessName, productNames } from "../part.ts";
import { ComposePart } from "./compose-part.ts";
import { ComposeError, type ComposeProject } from "./compose-project.ts";

/** The parts of a pipeline that run in containers. Disposing them ends the writing of their logs. */
export class ComposeParts implements AsyncDisposable {
  readonly all: readonly ComposePart[];
  readonly #project: ComposeProject;

  /** `signal` aborts the waiting of starts. */
  constructor(
    names: readonly ProcessName[],
    project: ComposeProject,
    folder: PipelineFolder,
    signal: AbortSignal,
  ) {
    this.#project = project;
    this.all = names.map((name) => new ComposePart(name, project, folder.logOf(name), signal));
  }

  /** Calls back for every container that ends unasked. Disposing it ends that. */
  watch(onFailure: (failure: PartFailedError) => void): AsyncDisposable {
    return this.#project.watch(({ service, action, attributes }) => {
      const died = action === "die" ? this.#ofService(service) : undefined;
      if (died === undefined || died.endAsked) return;
      void died.failed(`ended by itself: exit code ${attributes["exitCode"]}`).then(onFailure);
    });
  }

  /**
   * Removes the containers, whose end is no failure then; the data only if `volumes` go, too. Frozen ones are continued before,
   * so that those that wait for them can stop.
   */
  async remove(
    { volumes }: { readonly volumes: boolean },
    onNotice: (notice: string) => void,
  ): Promise<void> {
    for (const each of this.all) each.endAsked = true;
    for (const { Service, State } of await this.#project.containers()) {
      if (State !== "paused") continue;
      await this.#project.run("unpause", Service);
      onNotice(`${Service} was frozen: it has been continued for the stop.`);
    }
    await this.#project.run("down", ...(volumes ? ["--volumes"] : []));
  }

  /** Returns the failure of the container behind compose's error "dependency failed", with the end of its log. */
  async causeOf(error: ComposeError): Promise<Error> {
    const containers = await this.#project.containers();
    const failed = containers.find(({ State, Health, ExitCode }) =>
      State === "exited" ? ExitCode !== 0 : Health === "unhealthy",
    );
    if (failed === undefined) return error;
    const part = this.#ofService(failed.Service);
    if (part !== undefined) return await part.failed(`did not start: ${error.message}`);
    const tail = ["--no-color", "--no-log-prefix", "--tail", "20"];
    const log = await this.#project.run("logs", ...tail, failed.Service);
    return new ComposeError(`${failed.Service} failed with exit code ${failed.ExitCode}:\n${log}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((part) => part[Symbol.asyncDispose]()));
  }

  #ofService(service: string): ComposePart | undefined {
    return this.all.find(({ name }) => productNames[name] === service);
  }
}
