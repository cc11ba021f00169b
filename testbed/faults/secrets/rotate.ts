import { type Part } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type Fault, type FaultEffect } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";
import { healedLink, noLimit } from "../definition/recovery-limit.ts";
import { reloadKafka, reloadMosquitto } from "./reload.ts";
import { identitiesOf, secretsOf } from "./secrets.ts";

/** Links whose connections a rotation must leave alone. */
const links = { mqtt: "mqtt-bridge", kafka: "bridge-kafka" } as const;

/**
 * The part gets new certificates while readings flow: Mosquitto by SIGHUP, Kafka by dynamic configuration, both without an interruption;
 * the others read theirs at a planned restart, which lasts as long as the outage. Nothing is undone with the healing.
 */
export const rotate = partFault({
  kind: "rotate",
  description:
    "give a part new certificates under load: mqtt by SIGHUP, kafka by dynamic configuration, others by a planned restart of --outage (--secure)",
  shows: "whether a renewal interrupts or loses anything",
  cannotShow: "a new CA, which everybody would have to trust before",
  parameters: {},
  needsSecure: true,
  endsProcess: true,
  neededLinks: (part) => (part === "mqtt" || part === "kafka" ? [links[part]] : []),
  // Readings pass as before.
  holdsUpMs: () => 0,
  async inject(part, _values, { pipeline }): Promise<Fault> {
    const { folder, authority } = secretsOf(pipeline);
    // Loads the libraries of certificates.
    const { replaceIdentity } = await import("../../certificates/write-certificates.ts");
    for (const name of identitiesOf[part.name])
      await replaceIdentity(folder, name, await authority.issue(name));
    const { name } = part;
    if (name === "mqtt" || name === "kafka") return await reloaded(pipeline, part, name);
    await part.stop();
    return {
      effect: { isSufficient: true, seen: `${name} read its new certificate at a planned restart` },
      [Symbol.asyncDispose]: () => part.start(),
    };
  },
  recoveryLimit: (part) => (part === "mqtt" || part === "kafka" ? healedLink : noLimit),
});

/** Returns the fault of a server that has read its new certificate without a restart. */
async function reloaded(pipeline: Pipeline, part: Part, name: "mqtt" | "kafka"): Promise<Fault> {
  const link = pipeline.link(links[name]);
  const before = await link.status();
  await (name === "mqtt" ? reloadMosquitto(pipeline, part) : reloadKafka(pipeline));
  let effect: FaultEffect | undefined;
  return {
    get effect() {
      return effect;
    },
    async [Symbol.asyncDispose]() {
      const { accepted } = (await link.status()).connections;
      const seen = `new connections to ${name} are shown the new certificate; on ${link.name} ${before.connections.open} were open, ${accepted - before.connections.accepted} made since`;
      effect = { isSufficient: true, seen };
    },
  };
}
