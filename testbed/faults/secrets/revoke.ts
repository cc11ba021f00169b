import { type PartName } from "../../../services/shared/topology.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type Fault, type FaultEffect } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";
import { noLimit } from "../definition/recovery-limit.ts";
import { restartTask, taskFailure } from "./failed-task.ts";
import { KafkaRight } from "./kafka-right.ts";

const answerTimeoutMs = 2_000;

/**
 * Kafka's access control list loses the part's right to the topic of the readings, and has it again with the healing. Connect gives up a
 * task that Kafka refuses, so the healing restarts it over REST, as an operator would; the consumer tries again by itself.
 */
export const revoke = partFault({
  kind: "revoke",
  description:
    "take away the right of bridge or consumer to the topic, give it back after --outage, and restart a task that failed (--secure)",
  shows: "whether something is acknowledged that Kafka refused, and who has to act until it goes on",
  cannotShow: "a certificate that is revoked, for which nobody asks: there is neither CRL nor OCSP",
  parameters: {},
  needsSecure: true,
  parts: ["bridge", "consumer"],
  endsProcess: false,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject({ name }, _values, { pipeline }): Promise<Fault> {
    const user = name === "bridge" ? "connector" : "consumer";
    const right = new KafkaRight(pipeline, user);
    await right.take();
    let effect: FaultEffect | undefined;
    return {
      get effect() {
        return effect;
      },
      async [Symbol.asyncDispose]() {
        const seen = await seenBy(pipeline, name);
        await right.giveBack();
        if (name === "bridge" && seen !== undefined) await restartTask(pipeline);
        effect = { isSufficient: seen !== undefined, seen: inWords(name, seen) };
      },
    };
  },
  recoveryLimit: () => noLimit,
});

/** Returns what the part says of its lost right; `undefined` if it has not noticed. */
async function seenBy(pipeline: Pipeline, part: PartName): Promise<string | undefined> {
  if (part === "bridge") return await taskFailure(pipeline);
  const { consumer } = pipeline.addresses;
  const response = await consumer.fetch("/readyz", { signal: AbortSignal.timeout(answerTimeoutMs) });
  const { reason } = (await response.json()) as { readonly reason?: string };
  return response.ok ? undefined : (reason ?? "not ready");
}

function inWords(part: PartName, seen: string | undefined): string {
  if (part === "bridge")
    return seen === undefined
      ? "the connector's task did not fail without its right"
      : `without its right the connector's task failed (${seen}), and was restarted over REST`;
  return seen === undefined ? "the consumer was ready without its right" : `the consumer said: ${seen}`;
}
