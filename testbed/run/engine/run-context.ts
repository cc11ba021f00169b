import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type PartName } from "../../../services/shared/topology.ts";
import { PartFailedError } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type RunHooks } from "../hooks.ts";
import { type Observer } from "../observe/observer.ts";
import { type Phase } from "../phase.ts";
import { RunError } from "../run-error.ts";
import { type FaultTimes } from "./fault-window.ts";

/** Unexpected end of a part under test after the first reading. */
export interface PartEnd {
  readonly part: PartName;
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
  readonly #gone: ReadonlyMap<PartName, AbortController>;
  readonly #progressTimer: NodeJS.Timeout;
  #phase: Phase;
  #flows = false;
  #partEnd: PartEnd | undefined;

  constructor(
    pipeline: Pipeline,
    observer: Observer,
    hooks: RunHooks,
    { firstPhase, underTest }: { readonly firstPhase: Phase; readonly underTest: readonly PartName[] },
  ) {
    const failed = new AbortController();
    this.pipeline = pipeline;
    this.observer = observer;
    this.signal = AbortSignal.any([hooks.signal, failed.signal]);
    this.#hooks = hooks;
    this.#phase = firstPhase;
    this.#gone = new Map(underTest.map((part) => [part, new AbortController()]));
    this.#progressTimer = setInterval(
      () => hooks.onPhase(this.#phase, observer.progress.line),
      progressIntervalMs,
    );
    void pipeline.failure.then((failure) => {
      const ended = failure instanceof PartFailedError ? failure.part : undefined;
      const part = underTest.find((each) => each === ended);
      if (part !== undefined && this.#flows) this.#notePartEnd(part, failure);
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

  /** Unexpected end of a part under test, which is a finding. */
  get partEnd(): PartEnd | undefined {
    return this.#partEnd;
  }

  /** Returns a signal that is aborted when a part under test, other than the one that `restarts`, has ended. */
  partGone(restarts?: PartName): AbortSignal {
    const others = [...this.#gone].filter(([part]) => part !== restarts);
    return AbortSignal.any(others.map(([, { signal }]) => signal));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#progressTimer);
  }

  #notePartEnd(part: PartName, { message }: Error): void {
    this.#partEnd = { part, at: monotonicMicros(), reason: message };
    this.#gone.get(part)?.abort();
  }
}
