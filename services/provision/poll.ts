import { setTimeout as delay } from "node:timers/promises";

/** Interval and end of a poll. */
export interface PollOptions {
  readonly intervalMs: number;
  /** Ends the pause between two looks, with its AbortError; a probe that waits ends itself. */
  readonly signal?: AbortSignal;
}

/** Calls the probe until it returns a value other than `undefined`, and returns that. What it throws ends the poll. */
export async function poll<Fact>(
  { intervalMs, signal }: PollOptions,
  probe: () => Promise<Fact | undefined>,
): Promise<Fact> {
  for (;;) {
    const fact = await probe();
    if (fact !== undefined) return fact;
    await delay(intervalMs, undefined, signal && { signal });
  }
}
