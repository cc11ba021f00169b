import { Connection, describeQuorumV2 as describeQuorum } from "@platformatic/kafka";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scramUser } from "../../../services/provision/acls/acl-table.ts";
import { grantRights } from "../../../services/provision/acls/grant-rights.ts";
import { TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { type IdentityName } from "../../../testbed/certificates/identities.ts";
import { replaceIdentity } from "../../../testbed/certificates/write-certificates.ts";
import { reloadKafka } from "../../../testbed/faults/secrets/reload.ts";
import { shownSerialNumber } from "../../../testbed/faults/secrets/shown-certificate.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { loopback } from "../../../testbed/pipeline/ports.ts";
import { isReachable } from "../../../testbed/pipeline/probes/is-reachable.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { KafkaDoor, type Listener, listeners, securityWith } from "../../support/kafka/kafka-door.ts";
import { type Knock, knock, metadataRequest, nothing } from "../../support/kafka/knock.ts";
import { topicsSeenBy } from "../../support/kafka/topics-seen-by.ts";

const silent = pino({ level: "silent" });
const requestTimeout = 10_000;
/** Listeners that ask for a certificate. */
const mutual = listeners.filter((name) => name !== "scram");

let door: KafkaDoor;
beforeAll(async () => {
  door = await KafkaDoor.make();
  await door.start("secure");
  const node = { brokers: door.brokers(), security: await door.securityOf("kafka") };
  await grantRights({ ...node, kafkaTopic: "coffee", scramPassword: await door.scramPassword() }, silent);
});
afterAll(() => door[Symbol.asyncDispose]());

/** TLS of a client that has no certificate. */
const withoutCertificate = () => ({ tls: { ca: door.authority.ca } });
const silently = (how: Pick<Knock, "tls">) => ({ ...how, bytes: nothing });

/** An intruder, the listeners that it knocks at, and the refusal: an alert of TLS. */
interface Intruder {
  readonly name: string;
  readonly at: readonly Listener[];
  readonly how: () => Knock | Promise<Knock>;
  readonly refusal: RegExp;
}

const intruders: readonly Intruder[] = [
  {
    ...{ name: "bytes of another protocol", at: listeners, refusal: /^TLS alert 80$/ },
    how: () => ({ bytes: Buffer.from("GET / HTTP/1.1\r\n\r\n") }),
  },
  {
    ...{ name: "Kafka's protocol in plain text", at: listeners, refusal: /^TLS alert 80$/ },
    how: () => ({}),
  },
  {
    ...{ name: "TLS without a certificate", at: mutual, refusal: /ALERT_BAD_CERTIFICATE$/ },
    how: () => silently(withoutCertificate()),
  },
  {
    ...{ name: "a certificate of the node's name from another CA", at: mutual },
    refusal: /ALERT_CERTIFICATE_UNKNOWN$/,
    how: async () =>
      silently(securityWith(door.authority.ca, await (await TestbedAuthority.create()).issue("kafka"))),
  },
  {
    ...{ name: "an expired certificate of the node", at: mutual, refusal: /ALERT_CERTIFICATE_UNKNOWN$/ },
    how: async () => {
      const expired = await door.authority.issue("kafka", new Date(Date.now() - 1_000));
      return silently(securityWith(door.authority.ca, expired));
    },
  },
  {
    ...{ name: "a certificate for servers only", at: mutual, refusal: /ALERT_CERTIFICATE_UNKNOWN$/ },
    how: async () => silently(await door.securityOf("proxy")),
  },
];

test.for(intruders)(
  "an intruder with $name is refused by TLS at every listener, the controller's too, and the door stays open for others",
  async ({ at, how, refusal }) => {
    const [intruding, right] = [await how(), await door.securityOf("tester")];
    for (const listener of at) {
      expect(await knock(door.ports[listener], intruding), listener).toMatch(refusal);
      expect(await knock(door.ports[listener], right), listener).toBe("answered");
    }
  },
);

test("the name of the node is in its certificate at every listener, with TLS 1.3 and 1.2, and not with 1.1", async () => {
  const { tls } = await door.securityOf("tester");
  for (const listener of listeners) {
    const at = (maxVersion: "TLSv1.2" | "TLSv1.3") =>
      knock(door.ports[listener], { tls: { ...tls, maxVersion } });
    expect([await at("TLSv1.3"), await at("TLSv1.2")], listener).toEqual(["answered", "answered"]);
    const old = {
      ...tls,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    } as const;
    expect(await knock(door.ports[listener], { tls: old }), listener).toMatch(/PROTOCOL_VERSION$/);
  }
});

test("a new certificate is shown at every listener once its file is named again, at the controller's too, and a second time", async () => {
  const tls = (await door.securityOf("kafka")).tls;
  const shown = () =>
    Promise.all(
      listeners.map((name) => shownSerialNumber({ host: loopback, port: door.ports[name], ...tls })),
    );
  const [kafkaBrokers] = door.brokers();
  const pipeline = {
    certificates: { folder: door.certificates, authority: door.authority },
    addresses: { kafkaBrokers, kafkaAccess: { security: { tls } } },
  } as unknown as Pipeline;
  for (let round = 0; round < 2; round += 1) {
    const before = new Set(await shown());
    expect(before.size).toBe(1);
    await replaceIdentity(door.certificates, "kafka", await door.authority.issue("kafka"));
    await reloadKafka(pipeline);
    // The listeners read it one after the other.
    await waitFor({ description: "another certificate at every listener", timeoutMs: 10_000 }, async () => {
      const after = await shown();
      return (after.every((each) => !before.has(each)) && new Set(after).size === 1) || undefined;
    });
  }
});

/** Error of the client, with Kafka's answer. */
interface ResponseError {
  readonly response: { readonly errorMessage: string };
}

/** Asks for the state of the controller, which takes a right to the cluster. Returns the leader, or Kafka's refusal. */
async function leaderSeenBy(name: IdentityName, listener: Listener): Promise<number | string | undefined> {
  const { tls } = await door.securityOf(name);
  const connection = new Connection(name, { tls, requestTimeout });
  try {
    await connection.connect(loopback, door.ports[listener]);
    const partitions = [{ partitionIndex: 0 }];
    const { topics } = await describeQuorum.api.async(connection, [
      { topicName: "__cluster_metadata", partitions },
    ]);
    return topics[0]?.partitions[0]?.leaderId;
  } catch (error) {
    return (error as Partial<ResponseError>).response?.errorMessage ?? String(error);
  } finally {
    await connection.close();
  }
}

test("a right certificate without the right opens no listener, the controller's neither: a super user is the node alone", async () => {
  for (const listener of mutual) {
    expect(await leaderSeenBy("kafka", listener), listener).toBe(1);
    for (const name of ["publisher", "provision", "connector", "tester", "kafka-health"] as const)
      expect(await leaderSeenBy(name, listener), `${name} at ${listener}`).toBe(
        "Cluster authorization failed.",
      );
  }
});

test("SCRAM lets in the right password, and neither a wrong one, nor another user, nor a certificate without a login", async () => {
  expect(await topicsSeenBy(door.brokers("scram"), await door.scramSecurity(scramUser))).toEqual([]);
  for (const wrong of [
    await door.scramSecurity(scramUser, "wrong"),
    await door.scramSecurity("kafka"),
    await door.scramSecurity("CN=kafka"),
  ])
    expect(await topicsSeenBy(door.brokers("scram"), wrong)).toMatch(
      /Authentication failed.*invalid credentials/,
    );
  for (const how of [withoutCertificate(), await door.securityOf("kafka")])
    expect(await knock(door.ports.scram, { ...how, bytes: metadataRequest })).toBe("closed");
});

test("a probe that connects and says nothing leaves no line in the node's log, an intruder one, and nobody a stack trace or a secret", async () => {
  const before = (await door.log()).length;
  const signal = AbortSignal.timeout(requestTimeout);
  for (const listener of listeners) expect(await isReachable(door.ports[listener], signal)).toBe(true);
  await knock(door.ports.external, silently(withoutCertificate()));
  const lines = await waitFor({ description: "a line about the intruder", timeoutMs: 10_000 }, async () => {
    const added = (await door.log())
      .slice(before)
      .split("\n")
      .filter((line) => / Selector | WARN | ERROR /.test(line));
    return added.length > 0 ? added : undefined;
  });
  expect(lines).toEqual([expect.stringMatching(/INFO .*Failed authentication with .*SSL handshake failed/)]);
  const log = await door.log();
  expect(log).not.toMatch(/^\s+at /m);
  expect(log).not.toContain(await door.scramPassword());
  expect(log).not.toContain("PRIVATE KEY");
});
