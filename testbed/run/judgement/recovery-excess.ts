import { type Excess } from "./budget.ts";
import { type MeasuredRecovery } from "./measured-recovery.ts";

/** Returns the recovery if it is outside its limit. No recovery is always outside, if readings could have shown one. */
export function recoveryExcess({ ms, limitMs, couldShow }: MeasuredRecovery): Excess[] {
  const isOutside = ms === undefined ? couldShow : ms > (limitMs ?? Number.POSITIVE_INFINITY);
  return isOutside ? [{ word: "recovery", count: ms ?? null, allowed: limitMs ?? null }] : [];
}
