import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type LinkName, linkNames, type PartName } from "../../services/shared/topology.ts";
import { drillOn, pipelineFor } from "../drill/drill.ts";
import { type DrillOptions } from "../drill/drill-options.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { type Verdict } from "../ledger/outcome.ts";
import { type Addresses } from "../pipeline/addresses.ts";
import { type BridgeOptions, bridgeOf } from "../pipeline/bridge.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { type DrillReport } from "../report/drill/drill-report.ts";
import { toDrillReport } from "../report/drill/to-drill-report.ts";
import { defaultBudget } from "../run/budget.ts";
import { setUp } from "./set-up.ts";

/** What a pipeline for tests is started with. */
export interface StartPipelineOptions {
  /** What is under test in the place of the project's own connector. */
  readonly bridge?: BridgeOptions;
  /** Of publisher and connector; 1 unless set. */
  readonly qos?: Qos;
  /** `payload` for bridges that drop user properties. */
  readonly traceCarrier?: TraceCarrier;
  /** Readings per second of all devices together; 200 unless set. */
  readonly ratePerSecond?: number;
  /** How many devices; 20 unless set. */
  readonly devices?: number;
  /** The same seed, the same waits and toggles; 7 unless set. */
  readonly seed?: number;
  /** The links that can be cut and slowed; all unless set. They lead through a proxy. */
  readonly links?: readonly LinkName[];
  /** The folder into which the parts' logs are copied at the end. */
  readonly keepLogsIn?: string;
  /** Gives up the start, and every drill; what runs is stopped. */
  readonly signal?: AbortSignal;
}

/** How a fault is to be drilled; times in milliseconds. */
export interface FaultOptions {
  /** How long the load lasts at least; 5,000 unless set. */
  readonly forMs?: number;
  /** How long the fault lasts; 1,000 unless set. */
  readonly outageMs?: number;
  /** How often some device is toggled; never unless set. */
  readonly toggleEveryMs?: number;
  /** A reading that arrives later than this is late; 30,000 unless set. */
  readonly lateAfterMs?: number;
  /** A part that is killed before the fault and started again after it. */
  readonly down?: PartName;
}

/** What a drill found. */
export interface TestRun {
  /** What became of every reading since the pipeline was started. */
  readonly verdict: Verdict;
  /** From the start of the new process, or the healing, to the first new reading; `undefined`: nothing new arrived. */
  readonly recoveryMs: number | undefined;
  /** The same as `report.json` of the command line. */
  readonly report: DrillReport;
}

/** What all drills on one pipeline have in common. */
type CommonOptions = Pick<
  DrillOptions,
  "qos" | "traceCarrier" | "ratePerSecond" | "devices" | "seed" | "bridge"
>;

/** A pipeline for tests. Disposing it stops everything and leaves nothing behind. */
export class TestPipeline implements AsyncDisposable {
  readonly #pipeline: Pipeline;
  readonly #options: CommonOptions;
  readonly #signal: AbortSignal;

  private constructor(pipeline: Pipeline, options: CommonOptions, signal: AbortSignal) {
    this.#pipeline = pipeline;
    this.#options = options;
    this.#signal = signal;
  }

  /** See {@link startPipeline}. */
  static async start({
    qos = 1,
    traceCarrier = "properties",
    ratePerSecond = 200,
    devices = 20,
    seed = 7,
    links = linkNames,
    keepLogsIn,
    signal = new AbortController().signal,
    bridge,
  }: StartPipelineOptions): Promise<TestPipeline> {
    await setUp();
    const options = {
      qos,
      traceCarrier,
      ratePerSecond,
      devices,
      seed,
      ...(bridge ? { bridge: bridgeOf(bridge) } : {}),
    };
    const pipeline = await startTemporaryPipeline("local", {
      ...pipelineFor({ ...options, links }),
      ...(keepLogsIn ? { keepLogsIn } : {}),
      signal,
    });
    return new TestPipeline(pipeline, options, signal);
  }

  /** Where the parts answer. */
  get addresses(): Addresses {
    return this.#pipeline.addresses;
  }

  /**
   * Loads the pipeline, injects the fault, heals it, lets the pipeline run empty and judges. One at a time; the verdict of
   * a second one is on all that happened since the pipeline was started.
   * @throws {DrillError} when a part ends by itself, or readings do not flow before the fault
   */
  async withFault(fault: FaultSpec, options: FaultOptions = {}): Promise<TestRun> {
    const startedAt = new Date();
    const { forMs = 5_000, outageMs = 1_000, lateAfterMs = 30_000, toggleEveryMs, down } = options;
    const drill: DrillOptions = {
      ...this.#options,
      ...{ fault, forMs, outageMs, lateAfterMs, toggleEveryMs },
      comparesWithPlanned: false,
      ...(down ? { down } : {}),
    };
    const run = await drillOn(this.#pipeline, drill, { onPhase: () => undefined, signal: this.#signal });
    const report = toDrillReport(drill, run, { runtime: "local", startedAt, budget: defaultBudget });
    return { verdict: run.observation.ledger.verdict(), recoveryMs: run.recoveryMs, report };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipeline[Symbol.asyncDispose]();
  }
}

/**
 * Starts a pipeline as processes of this machine, on free ports and in a folder of its own, with a publisher that makes
 * the load and, in the place of the bridge, the project's own connector or the one that is to be tested.
 *
 * ```ts
 * await using pipeline = await startPipeline({ bridge: { command: "python3 bridge.py" } });
 * const run = await pipeline.withFault({ kind: "kill", part: "bridge" });
 * expect(run).toHaveLost(0);
 * ```
 * @throws {PartFailedError} when a part does not start; nothing is left running then
 */
export async function startPipeline(options: StartPipelineOptions = {}): Promise<TestPipeline> {
  return await TestPipeline.start(options);
}
