import { type NoFault } from "./definition/fault-definition.ts";

/** Load alone, the measure for every fault. The only drill of a pipeline that somebody else runs. */
export const none: NoFault<"none"> = {
  kind: "none",
  target: "none",
  description: "load without a fault, also on a pipeline that is running elsewhere (--mqtt, --kafka)",
  shows: "the measure for every fault: what the pipeline does to readings by itself",
  cannotShow: "anything that only a fault brings to light",
  parameters: {},
};
