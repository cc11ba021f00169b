import { type DelayPercentiles, EventLoopDelay } from "../../services/shared/event-loop-delay.ts";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type Phase } from "../run/phase.ts";
import { UsageWatch } from "./usage.ts";

/** What a load run used of the machine. */
export interface MachineUse {
  /** Of each part. */
  readonly usage: UsageWatch;
  /** How long the parts were watched. */
  readonly usageSeconds: number;
  /** Processor time of all processes over the load, in percent of all cores. */
  readonly machinePercent: number;
  /** Event-loop delay of this process, from the first arrival. */
  readonly testerDelayMs: DelayPercentiles;
}

/** Watches what the parts, this process and the whole machine use during a load run. */
export class MachineWatch implements AsyncDisposable {
  readonly #usage: UsageWatch;
  readonly #beganAt: number;
  #eventLoop: EventLoopDelay | undefined;
  #machinePercent: number | undefined;

  private constructor(usage: UsageWatch, beganAt: number) {
    this.#usage = usage;
    this.#beganAt = beganAt;
  }

  /** Begins to watch: what was used before does not count. */
  static async begin(pipeline: Pipeline): Promise<MachineWatch> {
    const beganAt = monotonicMicros();
    return new MachineWatch(await UsageWatch.begin(pipeline), beganAt);
  }

  /** Readings flow: from here on the event loop counts. */
  onFlow(): void {
    this.#eventLoop = new EventLoopDelay();
  }

  /** The machine's processor time is that of the load alone. */
  onPhase(phase: Phase): void {
    if (phase === "load") this.#usage.takeMachinePercent();
    if (phase === "drain") this.#machinePercent = this.#usage.takeMachinePercent();
  }

  /** Ends the watch. Returns what was used. */
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
