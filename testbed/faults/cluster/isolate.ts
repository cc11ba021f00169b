import { type LinkControl } from "../../pipeline/http/link-control.ts";
import { type Fault, type FaultEffect } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";

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
  async inject(_part, _values, { pipeline, struck }): Promise<Fault> {
    const links = struck.map(({ name }) => pipeline.linksOf(name));
    const before = await silenceOf(links);
    await Promise.all(links.map((link) => link.set({ state: "hang" })));
    let effect: FaultEffect | undefined;
    return {
      get effect() {
        return effect;
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(links.map((link) => link.set({ state: "up" })));
        const after = await silenceOf(links);
        const silenced = after.silenced - before.silenced;
        effect = {
          isSufficient: silenced > 0,
          seen: `connections that fell silent: ${silenced}, not answered: ${after.held - before.held}`,
        };
      },
    };
  },
  // The session of the node, the election, and requests to it that are not answered (connect/worker.properties).
  recoveryLimit: () => ({ kind: "fixed", ms: 15_000 }),
});

async function silenceOf(links: readonly LinkControl[]): Promise<{ silenced: number; held: number }> {
  const all = await Promise.all(links.map((link) => link.status()));
  return {
    silenced: all.reduce((sum, { connections }) => sum + connections.silenced, 0),
    held: all.reduce((sum, { connections }) => sum + connections.held, 0),
  };
}
