/** The phases of a run, in their order. Which of them a run has depends on its kind and on its fault. */
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
