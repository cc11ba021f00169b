import { limitMs } from "../../faults/definition/recovery-limit.ts";
import { recoveryLimitOf } from "../../faults/spec/resolved-fault.ts";
import { type StartTimes } from "../../pipeline/part.ts";
import { type RunOptions } from "../run-options.ts";
import { startMs } from "../start-ms.ts";

type Limited = Pick<RunOptions, "fault" | "budget" | "runtime" | "consumer">;

/**
 * Returns the limit of the recovery time, in milliseconds: the budget's, otherwise what is promised after the fault.
 * `undefined` without a fault, and if nothing is promised or the limit's reference was not measured. With a second part down
 * nothing is promised, since recovery depends on that part's start; nor in containers, where it depends on the engine; nor
 * with a consumer under test, whose session timeout and commits decide when it is seen.
 * `cleanRecovery`: recovery time after a planned restart. `uncleanStart`: start of the part after the fault.
 */
export function recoveryLimitMs(
  { fault, budget, runtime, consumer }: Limited,
  cleanRecovery: number | undefined,
  uncleanStart: StartTimes | undefined,
): number | undefined {
  if (fault === undefined) return undefined;
  if (budget.recovery !== undefined) return budget.recovery;
  if (fault.down !== undefined || runtime !== "local" || consumer !== undefined) return undefined;
  return limitMs(recoveryLimitOf(fault.spec), {
    plannedMs: cleanRecovery,
    startMs: uncleanStart && startMs(uncleanStart),
  });
}

/** Whether the recovery limit refers to a planned restart, and is unknown without one. */
export function needsPlannedRestart(options: Limited): boolean {
  const isKnown = (plannedMs: number | undefined) =>
    recoveryLimitMs(options, plannedMs, { startedAt: 0, usableAt: 0 }) !== undefined;
  return isKnown(0) && !isKnown(undefined);
}
