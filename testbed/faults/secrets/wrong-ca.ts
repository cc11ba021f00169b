import { type Part, PartFailedError } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { waitFor } from "../../wait-for.ts";
import { type Fault } from "../definition/fault.ts";
import { partFault } from "../definition/fault-definition.ts";
import { noLimit } from "../definition/recovery-limit.ts";
import { replaceLeaf, secretsOf } from "./secrets.ts";

const answerTimeoutMs = 30_000;

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

/** Waits for the first answer of the consumer, which is not ready as long as Kafka refuses it. Other parts are waited for. */
async function untilAnswering({ name }: Part, { addresses }: Pipeline): Promise<void> {
  if (name !== "consumer") return await Promise.withResolvers<void>().promise;
  const wait = { description: "the consumer to answer", timeoutMs: answerTimeoutMs };
  await waitFor(wait, async () => {
    const response = await addresses.consumer.fetch("/readyz", { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return true;
  });
}
