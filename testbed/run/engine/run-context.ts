import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type PartFailedError } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type RunHooks } from "../hooks.ts";
import { type Observer } from "../observe/observer.ts";
import { type Phase } from "../phase.ts";
import { RunError } from "../run-error.ts";
import { type FaultTimes } from "./fault-window.ts";

/** The end of the bridge under test, unasked, while readings flowed. */
export interface BridgeEnd {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly reason: string;
}

const tellIntervalMs = 500;

/**
 * A run that is under way: its phase, which it reports to the caller, and whatever ends it early: the caller, or a part that
 * ends by itself. Disposing it ends the reports.
 */
export class RunContext implements Disposable {
  readonly pipeline: Pipeline;
  readonly observer: Observer;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  /** Times of the fault, as far as the run has come. */
  fault: FaultTimes | undefined;
  readonly #hooks: RunHooks;
  readonly #bridgeGone = new AbortController();
  readonly #telling: NodeJS.Timeout;
  #phase: Phase;
  #flows = false;
  #bridgeEnd: BridgeEnd | undefined;

  constructor(
    pipeline: Pipeline,
    observer: Observer,
    hooks: RunHooks,
    { firstPhase, toleratesBridgeEnd }: { readonly firstPhase: Phase; readonly toleratesBridgeEnd: boolean },
  ) {
    const failed = new AbortController();
    this.pipeline = pipeline;
    this.observer = observer;
    this.signal = AbortSignal.any([hooks.signal, failed.signal]);
    this.#hooks = hooks;
    this.#phase = firstPhase;
    this.#telling = setInterval(() => hooks.onPhase(this.#phase, observer.progress.line), tellIntervalMs);
    void pipeline.failure.then((failure) => {
      if (toleratesBridgeEnd && failure.part === "bridge" && this.#flows) this.#noteBridgeEnd(failure);
      else failed.abort(new RunError(failure.message));
    });
    this.enter(firstPhase);
  }

  /** Begins a phase. */
  enter(phase: Phase): void {
    this.#phase = phase;
    this.observer.onPhase?.(phase);
    this.#hooks.onPhase(phase, "");
  }

  /** Notes that readings flow: from here on a run that ends early has a result. */
  flows(): void {
    this.#flows = true;
    this.observer.onFlow?.();
  }

  /** Why the run is ended early, once readings flowed; `undefined` if it is not. */
  get earlyEnd(): string | undefined {
    if (!this.#flows || !this.signal.aborted) return undefined;
    const { reason } = this.signal;
    return reason instanceof RunError ? reason.message : "interrupted";
  }

  /** The end of the bridge under test, where that is a finding. */
  get bridgeEnd(): BridgeEnd | undefined {
    return this.#bridgeEnd;
  }

  /** Aborted when the bridge under test has ended. */
  get bridgeGone(): AbortSignal {
    return this.#bridgeGone.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#telling);
  }

  #noteBridgeEnd({ message }: PartFailedError): void {
    this.#bridgeEnd = { at: monotonicMicros(), reason: message };
    this.#bridgeGone.abort();
  }
}
