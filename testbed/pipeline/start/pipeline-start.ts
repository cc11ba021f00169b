import { type LinkName } from "../../../services/shared/topology.ts";
import { type Addresses } from "../addresses.ts";
import { type FolderLock } from "../folder/folder-lock.ts";
import { PipelineFolder } from "../folder/pipeline-folder.ts";
import { type Part, type PartFailedError, type ProcessName } from "../part.ts";
import { type PipelineSection } from "../pipeline.ts";
import { type PipelineNames } from "../pipeline-names.ts";
import { isStartStep, type PipelineOptions } from "../pipeline-options.ts";
import { requireFree } from "../ports.ts";
import { ProcessPart } from "../processes/process-part.ts";
import { type Program } from "../processes/program.ts";
import { RunningPipeline } from "../running-pipeline.ts";
import { runSteps, type Step } from "./start-graph.ts";

/** Properties of a started pipeline that depend on its runtime. */
export interface StartedPipeline {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  readonly section?: PipelineSection;
  /** Command address of the proxy that carries the links. */
  readonly proxyUrl?: string;
}

/**
 * A start that is under way, the same for every runtime: folder, ports, parts, steps. Disposing it undoes all that it has
 * done; after `finish` the running pipeline does that.
 */
export class PipelineStart implements AsyncDisposable {
  readonly folder: PipelineFolder;
  /** Aborted if the start fails or is given up. Ends the waiting of its parts, now and at later starts. */
  readonly signal: AbortSignal;
  /** Everything to be undone, in reverse order. */
  readonly resources = new AsyncDisposableStack();
  readonly #options: PipelineOptions;
  readonly #lock: FolderLock;
  readonly #abandoned = new AbortController();
  readonly #failure = Promise.withResolvers<PartFailedError>();
  readonly #parts: Part<ProcessName>[] = [];

  /**
   * Takes the pipeline's folder.
   * @throws {FolderInUseError}
   */
  constructor(options: PipelineOptions) {
    this.#options = options;
    this.folder = new PipelineFolder(options.folder);
    this.#lock = this.resources.use(this.folder.lock());
    if (options.temporary) this.resources.defer(() => this.folder.remove(options.keepLogsIn));
    this.resources.defer(() => this.#abandoned.abort());
    const given = options.signal ? [options.signal] : [];
    this.signal = AbortSignal.any([this.#abandoned.signal, ...given]);
  }

  /** The links that lead through the proxy. */
  get links(): readonly LinkName[] {
    return this.#options.links ?? [];
  }

  /**
   * Makes sure that the ports are free, and makes the folder ready.
   * @throws {PortsInUseError}
   */
  async prepare({ removesData = false } = {}): Promise<void> {
    await requireFree(this.#options.ports);
    await this.folder.prepare({ removesData });
  }

  /** Adds a part. Parts are disposed by their owner. */
  add(part: Part<ProcessName>): void {
    this.#parts.push(part);
  }

  /** Adds a part that runs as a process, without starting it. It is stopped or killed with the pipeline. */
  addProcess<Name extends ProcessName>(
    program: Program<Name>,
    end: "stop" | "kill" = "stop",
  ): ProcessPart<Name> {
    const part = new ProcessPart(program, {
      signal: this.signal,
      onStarted: (pid) => this.#lock.remember(program.name, pid),
      onFailure: (failure) => this.failed(failure),
    });
    this.add(part);
    this.resources.defer(() => part[end]());
    return part;
  }

  /** Records that a part has ended unasked. The first failure is the pipeline's. */
  failed(failure: PartFailedError): void {
    this.#failure.resolve(failure);
  }

  /** Runs the steps and reports those that the runtimes have in common. @throws the first failure */
  async run<Name extends string>(steps: readonly Step<Name>[]): Promise<void> {
    await runSteps(steps, {
      abandoned: this.#abandoned,
      onSteps: (all) => {
        const reported = [...all].flatMap(([name, done]) =>
          isStartStep(name) ? [[name, done] as const] : [],
        );
        this.#options.onSteps?.(new Map(reported));
      },
    });
  }

  /** Ends the start: the pipeline runs, and owns everything from now on. */
  finish(started: StartedPipeline): RunningPipeline {
    return new RunningPipeline({
      ...started,
      journals: this.#options.journals ? this.folder.journals : undefined,
      links: this.links,
      parts: this.#parts,
      failure: this.#failure.promise,
      resources: this.resources.move(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }
}
