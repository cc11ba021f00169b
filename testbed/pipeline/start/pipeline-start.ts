import { join } from "node:path";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type CarriedLink } from "../../../services/shared/topology.ts";
import { certificatesIn } from "../../certificates/folder/file-names.ts";
import { type Addresses } from "../addresses.ts";
import { type BridgeEnvironment, type BridgeImage } from "../bridge.ts";
import { type ConsumerRecording } from "../consumer/consumer-evidence.ts";
import { BridgeContainer } from "../container/bridge-container.ts";
import { type FolderLock } from "../folder/folder-lock.ts";
import { PipelineFolder } from "../folder/pipeline-folder.ts";
import { TesterGuard } from "../folder/tester-guard.ts";
import { type Part, type ProcessName } from "../part.ts";
import { type PipelineSection } from "../pipeline.ts";
import { type PipelineNames } from "../pipeline-names.ts";
import { isStartStep, type PipelineOptions } from "../pipeline-options.ts";
import { portsOf, requireFree } from "../ports.ts";
import { continueFrozen, type EndingPart, endProcesses } from "../processes/end-processes.ts";
import { markVariable } from "../processes/marked-processes.ts";
import { ProcessPart } from "../processes/process-part.ts";
import { type Program } from "../processes/program.ts";
import { RunningPipeline } from "../running-pipeline.ts";
import { type PipelineCertificates, pipelineCertificates } from "./pipeline-certificates.ts";
import { runSteps, type Step } from "./start-graph.ts";

/** Properties of a started pipeline that depend on its runtime. */
export interface StartedPipeline {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  readonly section?: PipelineSection;
  /** Client of the proxy that carries the links. */
  readonly proxy?: HttpClient;
  /** `undefined` if its doors are open. */
  readonly certificates?: PipelineCertificates | undefined;
  /** Of a consumer under test. */
  readonly recording?: ConsumerRecording | undefined;
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
  readonly #failure = Promise.withResolvers<Error>();
  readonly #parts: Part<ProcessName>[] = [];
  readonly #processes: EndingPart[] = [];

  /**
   * Takes the pipeline's folder.
   * @throws {FolderInUseError}
   */
  constructor(options: PipelineOptions) {
    this.#options = options;
    this.folder = new PipelineFolder(options.folder);
    this.#lock = this.resources.use(this.folder.lock());
    const temporary = options.temporary ? this.folder.path : undefined;
    this.resources.use(new TesterGuard(this.#lock.mark, this.folder.lockFile, temporary));
    if (options.temporary) this.resources.defer(() => this.folder.remove(options.keepLogsIn));
    this.resources.defer(() => this.#abandoned.abort());
    const given = options.signal ? [options.signal] : [];
    this.signal = AbortSignal.any([this.#abandoned.signal, ...given]);
  }

  /** The links that lead through the proxy. */
  get links(): readonly CarriedLink[] {
    return this.#options.links ?? [];
  }

  /** Environment variable that marks processes as those of this pipeline: if the tester dies, its guard ends them. */
  get markEntry(): Readonly<Record<string, string>> {
    return { [markVariable]: `${this.#lock.mark}/start` };
  }

  /**
   * Waits for the end of an earlier pipeline that was killed, makes sure that the ports are free, and makes the folder ready.
   * @throws {PortsInUseError}, {FolderInUseError}
   */
  async prepare({ removesData = false } = {}): Promise<void> {
    const notice = await this.#lock.untilFree();
    if (notice !== undefined) this.notice(notice);
    await requireFree(portsOf(this.#options.ports, this.#options));
    await this.folder.prepare({ removesData });
  }

  /**
   * Returns the certificates of the pipeline, or nothing if its doors are open. To be called once the folder is ready.
   * @throws {CertificatesError}
   */
  async certificates(): Promise<PipelineCertificates | undefined> {
    if (!this.#options.secure) return undefined;
    return await pipelineCertificates(certificatesIn(this.folder.path));
  }

  /** Records the compose project of the containers, before they are started. */
  rememberProject(project: string): void {
    this.#lock.rememberProject(project);
  }

  /**
   * Returns the container of a bridge image, which is created at the first start of the bridge and removed with the pipeline, after
   * the end of all processes: call it before the first of them is added.
   */
  bridgeContainer(bridge: BridgeImage, variables: BridgeEnvironment): BridgeContainer {
    const container = new BridgeContainer(bridge, variables, {
      mark: this.#lock.mark,
      environmentFile: join(this.folder.path, "bridge.env"),
      onCreate: () => this.#lock.rememberBridgeContainer(),
      onNotice: (notice) => this.notice(notice),
    });
    return this.resources.use(container);
  }

  /** Tells the user about something that the start has changed, or that did not stop cleanly. */
  notice(notice: string): void {
    this.#options.onNotice?.(notice);
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
      onNotice: (notice) => this.notice(notice),
      mark: this.#lock.mark,
    });
    this.add(part);
    if (this.#processes.length === 0) this.#beginEnding();
    this.#processes.push({ part, end });
    return part;
  }

  /** Records that a part has ended unasked, or that nobody would notice that. The first failure is the pipeline's. */
  failed(failure: Error): void {
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
      ...(this.#options.cluster ? { size: this.#options.cluster } : {}),
      parts: this.#parts,
      failure: this.#failure.promise,
      resources: this.resources.move(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }

  /** Arranges the end of all processes, after that of everything that is added later. */
  #beginEnding(): void {
    const { signal } = this.#options;
    const onNotice = (notice: string) => this.notice(notice);
    // An observer that asks a frozen part could not end either.
    const onAbort = () => void continueFrozen(this.#processes, onNotice);
    signal?.addEventListener("abort", onAbort);
    this.resources.defer(async () => {
      signal?.removeEventListener("abort", onAbort);
      await endProcesses(this.#processes, onNotice);
    });
  }
}
