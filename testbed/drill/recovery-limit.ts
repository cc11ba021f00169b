import { type FaultPlan } from "../faults/inject.ts";
import { type StartTimes } from "../pipeline/part.ts";

/** How much slower than a clean start Connect may be back: its group must give up the dead worker. */
const connectExtraMs = 1_500;
const kafkaExtraMs = 2_000;
const mosquittoMs = 3_000;
const consumerMs = 3_000;
const linkMs = 2_000;

/** How long a start took, in milliseconds. */
export function startMs({ startedAt, usableAt }: StartTimes): number {
  return (usableAt - startedAt) / 1_000;
}

/**
 * How long the way back may take, in milliseconds: from the start of the new process, or from the healing of a link, to
 * the first new reading; `undefined` where nothing is promised.
 * `cleanRecovery`: the same after a planned restart. `uncleanStart`: the part's start after the fault.
 */
export function recoveryLimitMs(
  fault: FaultPlan,
  cleanRecovery: number | undefined,
  uncleanStart: StartTimes | undefined,
): number | undefined {
  if (fault.kind === "none") return undefined;
  if (!("part" in fault)) return linkMs;
  // A planned restart is the measure itself; of a frozen part nothing starts.
  if (fault.kind !== "kill") return undefined;
  switch (fault.part) {
    case "mqtt":
      return mosquittoMs;
    case "consumer":
      return consumerMs;
    case "bridge":
      return cleanRecovery === undefined ? undefined : cleanRecovery + connectExtraMs;
    case "kafka":
      return uncleanStart && startMs(uncleanStart) + kafkaExtraMs;
    case "publisher":
      return undefined;
  }
}
