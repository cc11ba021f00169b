import { mkdir, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { java, javaArguments, serverMemory } from "../../../testbed/pipeline/local/java.ts";
import { newKafkaId } from "../../../testbed/pipeline/local/kafka-id.ts";
import { runStorageTool } from "../../../testbed/pipeline/local/kafka-storage.ts";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { isReachable } from "../../../testbed/pipeline/probes/is-reachable.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";
import { type Authority, newAuthority } from "../tls/certificates.ts";

/** User of the listeners with SASL. */
export const user = { name: "alice", password: "alice;'s=secret" } as const;

/** Whether this machine has the loopback address of IPv6. */
export const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

const logins = {
  plain: "org.apache.kafka.common.security.plain.PlainLoginModule required",
  scram: "org.apache.kafka.common.security.scram.ScramLoginModule required",
} as const;

/**
 * A Kafka of somebody else: one broker with Kafka's default settings for clients, and a listener of each kind. What a test
 * machine has no room for is smaller: copies, and the partitions of the consumers' offsets.
 */
export interface SecuredKafka extends AsyncDisposable {
  /** Addresses by listener. */
  readonly brokers: {
    readonly plainText: string;
    readonly ipv6: string;
    /** TLS with client certificates. */
    readonly mutualTls: string;
    readonly mutualTlsIpv6: string;
    /** TLS with a user by SCRAM-SHA-256 or SCRAM-SHA-512. */
    readonly scram: string;
    /** A user by PLAIN, without TLS. */
    readonly plain: string;
  };
  readonly authority: Authority;
}

/** Starts the broker in a folder. */
export async function startSecuredKafka(folder: string): Promise<SecuredKafka> {
  const authority = await newAuthority("kafka");
  const [plainText = 0, ipv6 = 0, mutualTls = 0, mutualTlsIpv6 = 0, scram = 0, plain = 0, controller = 0] =
    await freePorts(7);
  const ports = { plainText, ipv6, mutualTls, mutualTlsIpv6, scram, plain, controller };
  const properties = join(folder, "server.properties");
  const stopped = new AbortController();
  const part = new ProcessPart(
    {
      name: "kafka",
      command: java,
      args: javaArguments({ name: "kafka", mainClass: "kafka.Kafka", memory: serverMemory }, [properties]),
      environment: process.env,
      ...{ folder, logFile: join(folder, "kafka.log"), startTimeoutMs: 90_000, stopTimeoutMs: 30_000 },
      prepare: async () => {
        await mkdir(folder, { recursive: true });
        await writeFile(properties, await serverProperties(folder, ports, authority));
        await format(properties);
      },
      isUsable: async (_pid, signal) =>
        (await isReachable(plainText, signal)) && (await isReachable(plain, signal)),
    },
    { signal: stopped.signal },
  );
  await part.start();
  const at = (port: number, host: string = loopback) => `${host}:${port}`;
  return {
    authority,
    brokers: {
      ...{ plainText: at(plainText), ipv6: at(ipv6, "[::1]") },
      ...{ mutualTls: at(mutualTls), mutualTlsIpv6: at(mutualTlsIpv6, "[::1]") },
      // By name, so that both clients send a server name.
      ...{ scram: at(scram, "localhost"), plain: at(plain) },
    },
    [Symbol.asyncDispose]: () => part.kill(),
  };
}

type SecuredPorts = Readonly<Record<keyof SecuredKafka["brokers"] | "controller", number>>;

async function serverProperties(
  folder: string,
  { plainText, ipv6, mutualTls, mutualTlsIpv6, scram, plain, controller }: SecuredPorts,
  authority: Authority,
): Promise<string> {
  const { certificate, key } = await authority.issue("broker");
  const clients = [
    `PLAIN_TEXT://${loopback}:${plainText}`,
    ...(hasIpv6 ? [`IPV6://[::1]:${ipv6}`, `MUTUAL_TLS_IPV6://[::1]:${mutualTlsIpv6}`] : []),
    `MUTUAL_TLS://${loopback}:${mutualTls}`,
    `SCRAM://localhost:${scram}`,
    `PLAIN://${loopback}:${plain}`,
  ].join(",");
  return `
process.roles=broker,controller
node.id=1
listeners=${clients},CONTROLLER://${loopback}:${controller}
advertised.listeners=${clients}
listener.security.protocol.map=PLAIN_TEXT:PLAINTEXT,IPV6:PLAINTEXT,MUTUAL_TLS:SSL,MUTUAL_TLS_IPV6:SSL,SCRAM:SASL_SSL,PLAIN:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN_TEXT
controller.quorum.voters=1@${loopback}:${controller}
log.dirs=${join(folder, "log")}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
log.cleaner.dedupe.buffer.size=8388608
ssl.keystore.type=PEM
ssl.keystore.certificate.chain=${inOneLine(certificate)}
ssl.keystore.key=${inOneLine(key)}
ssl.truststore.type=PEM
ssl.truststore.certificates=${inOneLine(authority.certificate)}
listener.name.mutual_tls.ssl.client.auth=required
listener.name.mutual_tls_ipv6.ssl.client.auth=required
listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
listener.name.scram.scram-sha-256.sasl.jaas.config=${logins.scram};
listener.name.scram.scram-sha-512.sasl.jaas.config=${logins.scram};
listener.name.plain.sasl.enabled.mechanisms=PLAIN
listener.name.plain.plain.sasl.jaas.config=${logins.plain} user_${user.name}="${user.password}";
`;
}

/** Formats the storage, with the users of SCRAM: they are records of the cluster's metadata. */
async function format(properties: string): Promise<void> {
  const users = ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
    "--add-scram",
    `${mechanism}=[name=${user.name},password=${user.password}]`,
  ]);
  await runStorageTool(["--cluster-id", newKafkaId(), "--config", properties, ...users]);
}

/** Returns a PEM text as the value of a property. */
function inOneLine(pem: string): string {
  return pem.trim().replaceAll("\n", "\\n");
}

/** Returns the login of the user as the value of `sasl.jaas.config`. */
export function loginOf(kind: keyof typeof logins, password: string = user.password): string {
  return `${logins[kind]} username="${user.name}" password="${password}";`;
}
