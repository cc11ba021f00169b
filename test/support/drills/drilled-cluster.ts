import { untilReplicated } from "../../../testbed/faults/role/until-healthy.ts";
import { lossBudget } from "../commands/short-drill.ts";
import { sharedDrills } from "./shared-drills.ts";

/** A test with a cluster as processes that the drills of its file share. */
export const test = sharedDrills({
  logs: "drilled-cluster",
  options: { cluster: { kafkaNodes: 3, workers: 2, consumers: 2 }, budget: lossBudget, quietMs: 10_000 },
  links: ["bridge-kafka", "kafka-consumer", "kafka-kafka"],
  timeoutMs: 140_000,
  untilReady: untilReplicated,
});
