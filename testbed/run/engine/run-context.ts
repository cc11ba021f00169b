import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type PartFailedError } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type RunHooks } from "../hooks.ts";
import { type Observer } from "../observe/observer.ts";
import { type Phase } from "../phase.ts";
import { RunError } from "../run-error.ts";
import { type FaultTimes } from "./fault-window.ts";

/** Unexpected end of the bridge under test after the first reading. */
export interface BridgeEnd {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly reason: string;
}

const progressIntervalMs = 500;

/**
 * State of a run in progress: its phase, reported to the caller, and its early end by the caller or by a part that fails.
 * Disposing it ends the progress reports.
 */
export class RunContext implements Disposable {
  readonly pipeline: Pipeline;
  readonly observer: Observer;
  /** Aborted when the run must end early. */
  readonly signal: AbortSignal;
  /** Times of the fault that are known so far. */
  fault: FaultTimes | undefined;
  readonly #hooks: RunHooks;
  readonly #bridgeGone = new AbortController();
  readonly #progressTimer: NodeJS.Timeout;
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
    this.#progressTimer = setInterval(
      () => hooks.onPhase(this.#phase, observer.progress.line),
      progressIntervalMs,
    );
    void pipeline.failure.then((failure) => {
      if (toleratesBridgeEnd && failure.part === "bridge" && this.#flows) this.#noteBridgeEnd(failure);
      else failed.abort(new RunError(failure.message));
    });
    this.enter(firstPhase);
  }

  /** Enters a phase. */
  enter(phase: Phase): void {
    this.#phase = phase;
    this.observer.onPhase?.(phase);
    this.#hooks.onPhase(phase, "");
  }

  /** Marks the first arrival: from here on a run that ends early has a result. */
  flows(): void {
    this.#flows = true;
    this.observer.onFlow?.();
  }

  /** Reason of an early end after the first arrival; `undefined` if the run has not been ended early. */
  get earlyEnd(): string | undefined {
    if (!this.#flows || !this.signal.aborted) return undefined;
    const { reason } = this.signal;
    return reason instanceof RunError ? reason.message : "interrupted";
  }

  /** Unexpected end of the bridge under test, if it is tolerated as a finding. */
  get bridgeEnd(): BridgeEnd | undefined {
    return this.#bridgeEnd;
  }

  /** Aborted when the bridge under test has ended. */
  get bridgeGone(): AbortSignal {
    return this.#bridgeGone.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#progressTimer);
  }

  #noteBridgeEnd({ message }: PartFailedError): void {
    this.#bridgeEnd = { at: monotonicMicros(), reason: message };
    this.#bridgeGone.abort();
  }
}
