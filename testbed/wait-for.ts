import { setTimeout as delay } from "node:timers/promises";

/** Purpose and limits of a wait. */
export interface WaitOptions {
  /** Completes "timed out waiting for …" in the message of the error. */
  readonly description: string;
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/** A condition that was not met in time; the message has the condition, the timeout and the last error of the probe. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Polls until the probe returns a value other than `undefined`, and returns it. A probe that throws is polled again.
 * @throws {TimeoutError} after `timeoutMs`
 * @throws the signal's reason if it is aborted before
 */
export async function waitFor<Fact>(
  { description, timeoutMs, intervalMs = 50, signal }: WaitOptions,
  probe: () => Promise<Fact | undefined> | Fact | undefined,
): Promise<Fact> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const fact = await probe();
      if (fact !== undefined) return fact;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const last = lastError instanceof Error ? `; last error: ${lastError.message}` : "";
      throw new TimeoutError(`timed out waiting for ${description} (${timeoutMs} ms)${last}`, {
        cause: lastError,
      });
    }
    // An abort rejects with an AbortError; its reason is thrown above.
    await delay(intervalMs, undefined, signal && { signal }).catch(() => undefined);
  }
}
