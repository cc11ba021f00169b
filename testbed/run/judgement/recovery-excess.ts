import { type Excess } from "./budget.ts";

/** Recovery from the fault of a run, in milliseconds. */
export interface MeasuredRecovery {
  /** `undefined` if there was none. */
  readonly ms: number | undefined;
  /** `undefined` if nothing is promised. */
  readonly limitMs: number | undefined;
  /** Number of readings that passed the fault as if there were none. */
  readonly passed: number;
}

/** Returns the recovery if it is outside its limit. No recovery is always outside. */
export function recoveryExcess({ ms, limitMs }: MeasuredRecovery): Excess[] {
  const isOutside = ms === undefined || (limitMs !== undefined && ms > limitMs);
  return isOutside ? [{ word: "recovery", count: ms ?? null, allowed: limitMs ?? null }] : [];
}
