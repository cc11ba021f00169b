import { type StartTimes } from "../../part.ts";

/** A start as this machine saw it, in µs of its monotonic clock. */
export interface ObservedStart {
  /** Time at which the engine was asked for it. */
  readonly askedAt: number;
  readonly usableAt: number;
}

/** The same moment on both clocks of this machine. */
export interface Moment {
  /** ms since the epoch. */
  readonly wallMs: number;
  /** µs of the monotonic clock. */
  readonly at: number;
}

/**
 * Returns the times of a container's start. `beganMs`: start of its process by the engine's wall clock, in ms since the epoch.
 * That clock can differ from this machine's (an engine in a virtual machine), so the start is at the earliest when it was asked
 * for and at the latest when the container was usable.
 */
export function containerStart(
  beganMs: number,
  { askedAt, usableAt }: ObservedStart,
  { wallMs, at }: Moment,
): StartTimes {
  const startedAt = at - (wallMs - beganMs) * 1_000;
  return { startedAt: Math.min(usableAt, Math.max(askedAt, startedAt)), usableAt };
}
