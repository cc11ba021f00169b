import { type FaultTimes } from "../../run/engine/fault-window.ts";

/** Returns the times of a fault as reports have them. A fault that the run did not come to heal has no length. */
export function faultTimesMs(
  { injectedAt, healedAt = injectedAt }: FaultTimes,
  toMs: (at: number) => number,
) {
  return { injectedMs: toMs(injectedAt), healedMs: toMs(healedAt) };
}
