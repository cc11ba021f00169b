import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";

/** Waits until this time of the monotonic clock, in µs. @throws AbortError when the signal is aborted before */
export async function untilTime(at: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // A timer can fire up to a millisecond early.
  for (let left = at - monotonicMicros(); left > 0; left = at - monotonicMicros()) {
    await delay(Math.ceil(left / 1_000), undefined, { signal });
  }
}
