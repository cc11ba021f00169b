/** A phase of a run, in their order. The kind of the run and its fault decide which of them it has. */
export type Phase =
  | "start"
  | "flow"
  | "warm-up"
  | "load"
  | "fault"
  | "recovery"
  | "drain"
  | "clean restart"
  | "stop";
