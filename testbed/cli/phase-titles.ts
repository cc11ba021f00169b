import { type Phase } from "../run/phase.ts";

/** Titles of the phases on the terminal. */
export const phaseTitles: Readonly<Record<Phase, string>> = {
  start: "Start of the pipeline",
  flow: "First readings",
  "warm-up": "Warm-up",
  load: "Load",
  fault: "Fault",
  recovery: "Recovery",
  drain: "Drain",
  "clean restart": "Planned restart, for comparison",
  stop: "Stop of the pipeline",
};
