import { type LinkStatus } from "../../../services/proxy/link/link-status.ts";
import { type FaultEffect } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";
import { linkIn } from "../definition/link-state-fault.ts";

/**
 * A Kafka node is cut off from all others at once: nodes, workers, consumers; nobody is told, as by a switch that fails. It goes on, and
 * believes for a while that it leads what it led. Only the tester still reaches it.
 */
export const isolate = partFault({
  kind: "isolate",
  description: "let nothing pass between a Kafka node and all others, without telling them (--kafka-nodes)",
  shows: "whether the others elect new leaders, and what becomes of what the lonely one had taken",
  cannotShow: "a partition that splits a cluster in two halves that go on",
  parameters: {},
  strikes: "instances",
  parts: ["kafka"],
  endsProcess: false,
  neededLinks: () => ["bridge-kafka", "kafka-consumer", "kafka-kafka"],
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  inject: (_part, _values, { pipeline, struck }) =>
    linkIn(pipeline.linksOf(struck.map(({ name }) => name)), { state: "hang" }, effectOfSilence),
  // The session of the node, the election, and requests to it that are not answered (connect/worker.properties).
  recoveryLimit: () => ({ kind: "fixed", ms: 15_000 }),
});

function effectOfSilence(
  { connections: before }: LinkStatus,
  { connections: after }: LinkStatus,
): FaultEffect {
  const silenced = after.silenced - before.silenced;
  return {
    isSufficient: silenced > 0,
    seen: `connections that fell silent: ${silenced}, not answered: ${after.held - before.held}`,
  };
}
