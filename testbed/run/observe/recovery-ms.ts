import { type FaultTimes } from "../engine/fault-window.ts";
import { type FlowWatch } from "./flow-watch.ts";

/**
 * Returns the milliseconds from the start of the faulty part's new process, or from the healing, to the recovery; from the fault, if others take over; `undefined`
 * if there was none. Never negative: the start of a container is known by the wall clock only.
 */
export function recoveryMsOf(
  fault: Pick<FaultTimes, "takenOverFrom" | "start" | "healedAt"> | undefined,
  { recovery }: Pick<FlowWatch, "recovery">,
): number | undefined {
  const from = fault?.takenOverFrom ?? fault?.start?.startedAt ?? fault?.healedAt;
  const recoveredAt = recovery?.recoveredAt;
  return from === undefined || recoveredAt === undefined
    ? undefined
    : Math.max(0, recoveredAt - from) / 1_000;
}
