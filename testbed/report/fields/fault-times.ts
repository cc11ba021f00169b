import { type FaultTimes } from "../../run/engine/fault-window.ts";

/** Returns the times and the effect of a fault for a report. A fault that was not healed before the run ended has a duration of 0. */
export function faultTimesMs(
  { injectedAt, healedAt = injectedAt, effect }: FaultTimes,
  toMs: (at: number) => number,
) {
  return { injectedMs: toMs(injectedAt), healedMs: toMs(healedAt), effect: effect?.seen ?? null };
}
