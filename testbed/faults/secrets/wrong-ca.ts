import { type PartName } from "../../../services/shared/topology.ts";
import { type Addresses } from "../../pipeline/addresses.ts";
import { type Part, PartFailedError } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { waitFor } from "../../wait-for.ts";
import { type Fault } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";
import { noLimit } from "../definition/recovery-limit.ts";
import { replaceLeaf, secretsOf } from "./secrets.ts";
import { shownSerialNumber } from "./shown-certificate.ts";

const answerTimeoutMs = 30_000;

/** Questions to parts that answer without being ready: the consumer waits for Kafka, and Mosquitto's health check trusts the CA only. */
const questions: Readonly<Partial<Record<PartName, (addresses: Addresses) => Promise<unknown>>>> = {
  async consumer({ consumer }) {
    const response = await consumer.fetch("/readyz", { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
  },
  async mqtt({ mqtt: { connectionOptions } }) {
    const { host, port, cert, key } = connectionOptions;
    await shownSerialNumber({ host, port, ...{ cert, key }, rejectUnauthorized: false });
  },
};

/**
 * The part comes back with a certificate of another CA, as after an upgrade with the files of another installation: nobody trusts it,
 * and it may not start. Healing gives it the right one and restarts it.
 */
export const wrongCa = partFault({
  kind: "wrong-ca",
  description:
    "restart a part with a certificate of another CA, and after --outage with the right one (--secure)",
  shows: "whether everybody refuses it, what it says then, and that nothing is lost meanwhile",
  cannotShow: "a part that trusts the wrong CA",
  parameters: {},
  needsSecure: true,
  // The publisher has one certificate for MQTT and for its HTTP server, over which the tester asks it.
  parts: ["mqtt", "bridge", "kafka", "consumer"],
  endsProcess: true,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject(part, _values, { pipeline }): Promise<Fault> {
    const secrets = secretsOf(pipeline);
    const { TestbedAuthority } = await import("../../certificates/authority/testbed-authority.ts");
    const other = await TestbedAuthority.create();
    await part.stop();
    await replaceLeaf(secrets, part.name, other);
    const start = startOf(part);
    await Promise.race([start, untilAnswering(part, pipeline)]);
    let seen = "";
    return {
      get effect() {
        return seen === "" ? undefined : { isSufficient: true, seen };
      },
      async [Symbol.asyncDispose]() {
        await replaceLeaf(secrets, part.name, secrets.authority);
        await part.stop();
        seen = `with a certificate of another CA ${part.name} ${await start}`;
        await part.start();
      },
    };
  },
  recoveryLimit: () => noLimit,
});

/** Starts a part that may not become usable. Returns its fate in words. */
async function startOf(part: Part): Promise<string> {
  try {
    await part.start();
    return "was up, and refused";
  } catch (error) {
    if (!(error instanceof PartFailedError)) throw error;
    return "did not get ready";
  }
}

/** Waits for the first answer of a part that may not get ready as long as it is refused. Other parts are waited for. */
async function untilAnswering({ name }: Part, { addresses }: Pipeline): Promise<void> {
  const ask = questions[name];
  if (ask === undefined) return await Promise.withResolvers<void>().promise;
  const wait = { description: `${name} to answer`, timeoutMs: answerTimeoutMs };
  await waitFor(wait, async () => {
    await ask(addresses);
    return true;
  });
}
