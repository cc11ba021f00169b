import { type JudgementFields } from "../fields/report-fields.ts";
import { seconds } from "./seconds.ts";

/** Fields of a report that tell the time of its recovery. */
type RecoveryFields = Pick<JudgementFields, "outside"> & {
  readonly recovery: { readonly ms: number | null };
};

/**
 * Returns the recovery time of a report with a fault. Without one: "never" if the verdict counts that, otherwise "unknown",
 * since nothing could have shown it, or the run ended before.
 */
export function recoveryTime({ recovery: { ms }, outside }: RecoveryFields): string {
  if (ms !== null) return seconds(ms);
  return outside.some(({ word }) => word === "recovery") ? "never" : "unknown";
}
