import { type FaultTimes } from "../engine/fault-window.ts";
import { type Recovery } from "../observe/recovery.ts";

/** Recovery from the fault of a run, in milliseconds. */
export interface MeasuredRecovery {
  /** `undefined` if there was none. */
  readonly ms: number | undefined;
  /** `undefined` if nothing is promised. */
  readonly limitMs: number | undefined;
  /** Number of readings that passed the fault as if there were none. */
  readonly passed: number;
  /** Traffic that the fault met, if it is too little for it to be one. */
  readonly tooLittle?: string | undefined;
  /** Whether readings were made that would have shown it; otherwise that there was none means nothing. */
  readonly couldShow: boolean;
}

/** Times of a run that its recovery follows from. */
export interface RecoveryTimes {
  readonly fault?: FaultTimes | undefined;
  readonly recoveryMs: number | undefined;
  readonly recoveryLimitMs: number | undefined;
}

/**
 * Returns the recovery of a run; `undefined` without a fault. A load has a fixed length: where only readings made after the
 * healing can show the recovery, the last ones must be made when the part is usable and the limit is over.
 */
export function measuredRecovery(
  recovery: Recovery | undefined,
  { fault, recoveryMs: ms, recoveryLimitMs: limitMs }: RecoveryTimes,
): MeasuredRecovery | undefined {
  if (recovery === undefined) return undefined;
  const { takenOverFrom, start, healedAt, usableAt = Number.POSITIVE_INFINITY, effect } = fault ?? {};
  const from = takenOverFrom ?? start?.startedAt ?? healedAt ?? Number.POSITIVE_INFINITY;
  const couldShow = recovery.canShowFrom(Math.max(usableAt, from + (limitMs ?? 0) * 1_000));
  const tooLittle = effect === undefined || effect.isSufficient ? {} : { tooLittle: effect.seen };
  return { ms, limitMs, passed: recovery.passed, ...tooLittle, couldShow };
}
