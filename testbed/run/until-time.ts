import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";

/** Waits until this time of the monotonic clock, in µs. @throws AbortError if the signal is aborted first */
export async function untilTime(at: number, signal: AbortSignal): Promise<void> {
  const leftMs = (at - monotonicMicros()) / 1_000;
  // Timers cut off parts of a millisecond.
  if (leftMs > 0) await delay(Math.ceil(leftMs), undefined, { signal });
  signal.throwIfAborted();
}
