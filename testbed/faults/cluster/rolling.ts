import { type PartName } from "../../../services/shared/topology.ts";
import { listed } from "../../listed.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { partFault } from "../definition/fault-definition.ts";
import { noLimit } from "../definition/recovery-limit.ts";
import { untilReplicated, untilTasksRun } from "../role/until-healthy.ts";

/**
 * Every process of the part is restarted in order (SIGTERM), one after the other, each once the one before is healthy again: an upgrade
 * without an outage, if all goes well. The longest silence is its price.
 */
export const rolling = partFault({
  kind: "rolling",
  description:
    "restart all nodes, workers or consumers one after the other (SIGTERM), each once the one before is healthy; --outage begins after the last",
  shows: "the price of an upgrade without an outage: silence, repeated readings",
  cannotShow: "the mix of two versions",
  parameters: {},
  parts: ["kafka", "bridge", "consumer"],
  needsSeveral: true,
  endsProcess: true,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject({ name }, _values, { pipeline, struck, signal }) {
    const beganAtMs = performance.now();
    for (const instance of struck) {
      await instance.stop();
      await instance.start();
      await untilHealthy(pipeline, name, signal);
    }
    const seconds = ((performance.now() - beganAtMs) / 1_000).toFixed(1);
    const names = listed(struck.map((instance) => instance.name));
    const effect = {
      isSufficient: true,
      seen: `${names} were restarted one after the other, in ${seconds} s`,
    };
    return { effect, [Symbol.asyncDispose]: () => Promise.resolve() };
  },
  recoveryLimit: () => noLimit,
});

async function untilHealthy(pipeline: Pipeline, part: PartName, signal: AbortSignal): Promise<void> {
  if (part === "kafka") await untilReplicated(pipeline, signal);
  // A consumer is started once it has its partitions.
  if (part === "bridge") await untilTasksRun(pipeline, signal);
}
