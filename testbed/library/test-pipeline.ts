import { escapedText } from "../../services/shared/text/escaped-text.ts";
import { withoutCiCommands } from "../../services/shared/text/without-ci-commands.ts";
import { type DrillOptions } from "../drill/drill-options.ts";
import { type GivenFaultSpec } from "../faults/spec/fault-spec.ts";
import { normalizedFault } from "../faults/spec/normalized-fault.ts";
import { type TimeSpan, type Verdict } from "../ledger/verdict/verdict.ts";
import { type Addresses } from "../pipeline/addresses.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { carryOutOn } from "../report/carry-out.ts";
import { drillKind } from "../report/drill/drill-kind.ts";
import { type DrillReport } from "../report/drill/drill-report.ts";
import { verdictLine } from "../report/text/verdict-line.ts";
import { faultWindow } from "../run/engine/fault-window.ts";
import { isVerdict } from "../run/judgement/outcome.ts";
import { RunError } from "../run/run-error.ts";
import { type GivenPartName, partNamed } from "./given-names.ts";

/** Options of a drill in a test; times in milliseconds. */
export interface FaultOptions {
  /** Shortest length of the load; default: 5,000. */
  readonly forMs?: number;
  /** Length of the fault; default: 1,000. */
  readonly outageMs?: number;
  /** Interval at which a random device is toggled; default: never. */
  readonly toggleEveryMs?: number;
  /** Readings with a longer delay count as late; default: 30,000. */
  readonly lateAfterMs?: number;
  /** Second part, killed before the fault and restarted after it. */
  readonly down?: GivenPartName;
}

/** Result of a drill in a test. */
export interface TestRun {
  /** Verdict on all readings since the start of the pipeline. */
  readonly verdict: Verdict;
  /**
   * From the start of the new process, or the healing, to the first new readings, one in every partition with traffic;
   * `undefined` if none arrived.
   */
  readonly recoveryMs: number | undefined;
  /** The content of `report.json`, as the command line writes it. */
  readonly report: DrillReport;
}

/** A pipeline for tests. Disposing it stops all processes and removes all files. */
export class TestPipeline implements AsyncDisposable {
  readonly #pipeline: Pipeline;
  readonly #defaults: DrillOptions;
  readonly #signal: AbortSignal;
  /** Disturbances by the faults of all drills so far. */
  readonly #disturbances: TimeSpan[] = [];

  /** Takes ownership of a running pipeline. `defaults`: options of its drills. */
  constructor(pipeline: Pipeline, defaults: DrillOptions, signal: AbortSignal) {
    this.#pipeline = pipeline;
    this.#defaults = defaults;
    this.#signal = signal;
  }

  /** Addresses of the parts. */
  get addresses(): Addresses {
    return this.#pipeline.addresses;
  }

  /**
   * Runs a drill: load, fault, healing, drain, verdict. One at a time; the verdict of a second drill covers everything since
   * the start of the pipeline.
   * @throws {RunError} when a part ends by itself, or readings do not flow before the fault, and when there is no verdict:
   * evidence is missing, or nothing was tested
   * @throws RangeError for a fault, a part or a link that does not exist
   */
  async withFault(given: GivenFaultSpec, options: FaultOptions = {}): Promise<TestRun> {
    const { forMs, lateAfterMs } = this.#defaults;
    const { outageMs = 1_000, toggleEveryMs, down } = options;
    const fault = faultWindow(normalizedFault(given), outageMs, down && partNamed(down));
    const drill: DrillOptions = {
      ...this.#defaults,
      ...{ forMs: options.forMs ?? forMs, lateAfterMs: options.lateAfterMs ?? lateAfterMs, toggleEveryMs },
      ...(fault ? { fault } : {}),
      earlierDisturbances: [...this.#disturbances],
    };
    const hooks = { onPhase: () => undefined, signal: this.#signal };
    const { run, report } = await carryOutOn(drillKind, this.#pipeline, drill, hooks);
    this.#disturbances.push(...run.disturbances);
    if (!isVerdict(report.outcome)) throw new RunError(withoutCiCommands(escapedText(verdictLine(report))));
    return { verdict: run.observation.ledger.verdict(), recoveryMs: run.recoveryMs, report };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipeline[Symbol.asyncDispose]();
  }
}
