/** Phases of a run, in order. The kind of the run and its fault decide which of them it has. */
export const phases = [
  "start",
  "flow",
  "warm-up",
  "load",
  "fault",
  "recovery",
  "drain",
  "clean restart",
  "stop",
] as const;

/** A phase of a run. */
export type Phase = (typeof phases)[number];
