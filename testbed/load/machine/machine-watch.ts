import { type DelayPercentiles, EventLoopDelay } from "../../../services/shared/event-loop-delay.ts";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type Phase } from "../../run/phase.ts";
import { UsageWatch } from "./usage-watch.ts";

/** Usage of the machine by a load run. */
export interface MachineUse {
  /** Usage of each part. */
  readonly usage: UsageWatch;
  /** Length of the watch on the parts. */
  readonly usageSeconds: number;
  /** Processor time of all processes over the load, in percent of all cores. */
  readonly machinePercent: number;
  /** Event-loop delay of this process, from the first arrival. */
  readonly testerDelayMs: DelayPercentiles;
}

/** Watches the usage of the parts, of this process and of the whole machine during a load run. */
export class MachineWatch implements AsyncDisposable {
  readonly #usage: UsageWatch;
  readonly #beganAt: number;
  #eventLoop: EventLoopDelay | undefined;
  #machinePercent: number | undefined;

  private constructor(usage: UsageWatch, beganAt: number) {
    this.#usage = usage;
    this.#beganAt = beganAt;
  }

  /** Begins to watch: usage before does not count. */
  static async begin(pipeline: Pipeline): Promise<MachineWatch> {
    const beganAt = monotonicMicros();
    return new MachineWatch(await UsageWatch.begin(pipeline), beganAt);
  }

  /** Begins to time the event loop of this process. */
  onFlow(): void {
    this.#eventLoop = new EventLoopDelay();
  }

  /** Delimits the processor time of the machine to the load. */
  onPhase(phase: Phase): void {
    if (phase === "load") this.#usage.takeMachinePercent();
    if (phase === "drain") this.#machinePercent = this.#usage.takeMachinePercent();
  }

  /** Ends the watch. Returns the usage. */
  async end(): Promise<MachineUse> {
    await this.#usage[Symbol.asyncDispose]();
    const usageSeconds = (monotonicMicros() - this.#beganAt) / 1e6;
    const testerDelayMs = this.#eventLoop?.delays ?? { p50: 0, p99: 0, max: 0 };
    await this[Symbol.asyncDispose]();
    return {
      usage: this.#usage,
      ...{ usageSeconds, testerDelayMs },
      machinePercent: this.#machinePercent ?? this.#usage.takeMachinePercent(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#eventLoop?.[Symbol.dispose]();
    await this.#usage[Symbol.asyncDispose]();
  }
}
