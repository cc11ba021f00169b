import { type StartTimes } from "../pipeline/part.ts";

/** Returns the duration of a start, in milliseconds. */
export function startMs({ startedAt, usableAt }: StartTimes): number {
  return (usableAt - startedAt) / 1_000;
}
