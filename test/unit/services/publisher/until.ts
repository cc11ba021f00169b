import { waitFor } from "../../../../testbed/wait-for.ts";

/** Waits up to 5 s until the condition holds. */
export function until(description: string, isMet: () => boolean): Promise<true> {
  return waitFor({ description, timeoutMs: 5_000, intervalMs: 5 }, () => (isMet() ? true : undefined));
}
