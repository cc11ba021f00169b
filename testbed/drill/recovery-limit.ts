import { limitMs } from "../faults/definition/recovery-limit.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { recoveryLimitOf } from "../faults/spec/resolved-fault.ts";
import { type StartTimes } from "../pipeline/part.ts";
import { startMs } from "../run/start-ms.ts";

/**
 * Returns the limit of the recovery time, in milliseconds: from the start of the new process, or from the healing of a
 * link, to the first new reading. `undefined` if nothing is promised or the limit's reference was not measured.
 * `cleanRecovery`: recovery time after a planned restart. `uncleanStart`: start of the part after the fault.
 */
export function recoveryLimitMs(
  fault: FaultSpec,
  cleanRecovery: number | undefined,
  uncleanStart: StartTimes | undefined,
): number | undefined {
  return limitMs(recoveryLimitOf(fault), {
    plannedMs: cleanRecovery,
    startMs: uncleanStart && startMs(uncleanStart),
  });
}
