import { type TimeSpan } from "../../ledger/verdict/verdict.ts";
import { type FaultTimes } from "../engine/fault-window.ts";

/** Longest time from the making of a reading to its arrival without a fault, ample: what is made this long before a fault can meet it. */
const inFlightMicros = 1_000_000;

/**
 * Returns the time in which readings are made that a fault may meet at QoS 0: those in flight when it began, and all until
 * readings arrived again, or to the end if they did not. Times in µs of the monotonic clock.
 */
export function disturbancesOf(
  fault: FaultTimes | undefined,
  recoveredAt: number | undefined,
  endedAt = Number.POSITIVE_INFINITY,
): TimeSpan[] {
  if (fault === undefined) return [];
  return [{ firstAt: fault.beganAt - inFlightMicros, lastAt: recoveredAt ?? endedAt }];
}
