import { setTimeout as delay } from "node:timers/promises";
import { type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type LinkControl } from "../../pipeline/http/link-control.ts";
import { type Part } from "../../pipeline/part.ts";
import { waitFor } from "../../wait-for.ts";
import { type Fault, type FaultEffect } from "../definition/fault.ts";
import { type FaultSite, partFault } from "../definition/fault-definition.ts";
import { noLimit } from "../definition/recovery-limit.ts";
import { reloadKafka, reloadMosquitto } from "./reload.ts";
import { replaceLeaf, secretsOf } from "./secrets.ts";
import { WorkerLog } from "./worker-log.ts";

/** Life of the certificate, long enough for the part to take it. */
const lifetimeMs = 20_000;
/** Time after its end in which established connections are observed. */
const observedMs = 1_000;
const reconnectTimeoutMs = 10_000;

/** Links over which the part has to prove itself anew. */
const links: Readonly<Partial<Record<PartName, LinkName>>> = {
  mqtt: "mqtt-bridge",
  bridge: "mqtt-bridge",
  kafka: "bridge-kafka",
  consumer: "kafka-consumer",
};

/**
 * The part gets a certificate that ends soon, and uses it while readings flow. Some time after its end its connections are reset: from
 * then on it is refused, which is the fault in force. Healing gives it a good one, and restarts it where only that makes it read it.
 */
export const expire = partFault({
  kind: "expire",
  description: `let the certificate of a part end ${lifetimeMs / 1_000} s after it was made, reset a connection then, and give it a good one after --outage (--secure)`,
  shows:
    "whether anybody says so before: what goes on over established connections, and fails at the next reconnect",
  cannotShow: "a clock that is wrong",
  parameters: {},
  needsSecure: true,
  // The publisher has one certificate for MQTT and for its HTTP server, over which the tester asks it.
  parts: ["mqtt", "bridge", "kafka", "consumer"],
  endsProcess: true,
  neededLinks: (part) => [links[part] ?? []].flat(),
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject(part, _values, site): Promise<Fault> {
    const secrets = secretsOf(site.pipeline);
    const link = site.pipeline.link(links[part.name] ?? "mqtt-bridge");
    // Certificates know whole seconds.
    const endsAtMs = Math.ceil((Date.now() + lifetimeMs) / 1_000) * 1_000;
    await replaceLeaf(secrets, part.name, secrets.authority, new Date(endsAtMs));
    await take(part, link, site);
    await delay(endsAtMs - Date.now(), undefined, { signal: site.signal });
    const ended = await link.status();
    await delay(observedMs, undefined, { signal: site.signal });
    const { bytes } = await link.status();
    const carried = bytes.toTarget + bytes.toClient - ended.bytes.toTarget - ended.bytes.toClient;
    const worker = await WorkerLog.of(site.pipeline.part("bridge"));
    await link.set({ state: "cut" });
    const reset = await link.set({ state: "up" });
    let effect: FaultEffect | undefined;
    return {
      get effect() {
        return effect;
      },
      async [Symbol.asyncDispose]() {
        const refused = (await link.status()).connections.accepted - reset.connections.accepted;
        await replaceLeaf(secrets, part.name, secrets.authority);
        // The connector reads its certificate for each connection. Mosquitto would forget the rights of the connector, which is away now.
        if (part.name !== "bridge") await restart(part);
        const gaveUp = await worker.gaveUp();
        if (gaveUp) await restartWorker(site.pipeline.part("bridge"));
        effect = {
          isSufficient: refused > 0,
          seen: `${link.name} carried ${carried} bytes in the second after the end of the certificate of ${part.name}; once reset, ${refused} new connections were refused${gaveUp ? "; Connect's worker gave up, and was started anew" : ""}`,
        };
      },
    };
  },
  recoveryLimit: () => noLimit,
});

/** Makes a part use its new certificate, and returns when connections that were made with it carry readings. */
async function take(part: Part, link: LinkControl, { pipeline }: FaultSite): Promise<void> {
  if (part.name === "mqtt") await reloadMosquitto(pipeline, part);
  else if (part.name === "kafka") await reloadKafka(pipeline);
  else if (part.name === "consumer") await restart(part);
  // Connections from before were made with the former one.
  const { connections } = await link.set({ state: "cut" });
  await link.set({ state: "up" });
  const wait = { description: `a new connection on ${link.name}`, timeoutMs: reconnectTimeoutMs };
  await waitFor(wait, async () => {
    const { accepted, open } = (await link.status()).connections;
    return (accepted > connections.accepted && open > 0) || undefined;
  });
}

/** Restarts a worker that has given up, which takes most of a minute to end by itself. */
async function restartWorker(bridge: Part): Promise<void> {
  await bridge.kill();
  await bridge.start();
}

async function restart(part: Part): Promise<void> {
  await part.stop();
  await part.start();
}
