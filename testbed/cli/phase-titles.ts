import { type Phase } from "../run/phase.ts";

/** The phases of a run as people read them. */
export const phaseTitles: Readonly<Record<Phase, string>> = {
  start: "The pipeline starts",
  flow: "Readings flow",
  "warm-up": "Warm-up",
  load: "Load",
  fault: "Fault",
  recovery: "Recovery",
  drain: "Drain",
  "clean restart": "A planned restart, for comparison",
  stop: "Everything stops",
};
