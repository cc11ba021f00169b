import { setTimeout as delay } from "node:timers/promises";

/** What a wait is for, and for how long. */
export interface WaitOptions {
  /** Completes "waited in vain for …". */
  readonly description: string;
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/** A fact that did not come true in time; the message says which, and what was seen last. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Asks again and again until the probe gives something else than `undefined`, and returns that. A probe that throws
 * counts as "not yet".
 * @throws {TimeoutError} after `timeoutMs`
 * @throws the signal's reason when it is aborted before
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
      const last = lastError instanceof Error ? `; the last answer was: ${lastError.message}` : "";
      throw new TimeoutError(`waited in vain for ${description} (${timeoutMs} ms)${last}`, {
        cause: lastError,
      });
    }
    await delay(intervalMs, undefined, signal && { signal });
  }
}
