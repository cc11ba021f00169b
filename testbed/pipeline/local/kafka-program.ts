import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { checkout } from "../../checkout.ts";
import { instanceNumber } from "../cluster/instance-name.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { type Program } from "../processes/program.ts";
import { java, javaArguments, serverMemory } from "./java.ts";
import { formatIfNew } from "./kafka-storage.ts";
import { type KafkaPorts } from "./local-links.ts";
import { nodeHosts, nodeName } from "./node-hosts.ts";

type NodeName = "kafka" | `kafka-${number}`;

/** A Kafka node, alone or of a cluster. */
export interface KafkaNode<Name extends NodeName = NodeName> {
  readonly name: Name;
  /** Ports of all nodes, in the order of their numbers. */
  readonly nodes: readonly KafkaPorts[];
  /** Whether the nodes reach each other through the proxy, by names. */
  readonly proxiesNodes?: boolean;
  /** Port of the listener for clients with user and password, which only the secure form has. */
  readonly scram?: number | undefined;
  /** Id of the cluster, if the storage is to be formatted. */
  readonly clusterId?: () => Promise<string>;
  /** Folder of its data. */
  readonly folder: string;
  readonly logFile: string;
  /**
   * Folder of certificates, for the secure form; its users and their rights are made once it is up ({@link grantRights}), so that the
   * storage is the same in both forms.
   */
  readonly certificates?: string | undefined;
}

/** Returns a Kafka node in KRaft mode. Its storage is formatted before the first start. */
export function kafkaProgram<Name extends NodeName>(node: KafkaNode<Name>): Program<Name> {
  const { name, folder, logFile } = node;
  const properties = join(folder, "server.properties");
  const ports = portsOf(node);
  return {
    name,
    command: java,
    args: javaArguments(
      {
        ...{ name: "kafka", mainClass: "kafka.Kafka", memory: serverMemory },
        ...(node.proxiesNodes ? { hostsFile: hostsFile(folder) } : {}),
      },
      [properties],
    ),
    environment: process.env,
    folder,
    logFile,
    startTimeoutMs: 90_000,
    stopTimeoutMs: 30_000,
    prepare: async (signal) => {
      await mkdir(folder, { recursive: true });
      await writeFile(properties, await serverProperties(node));
      if (node.proxiesNodes)
        await writeFile(hostsFile(folder), nodeHosts(instanceNumber(name), node.nodes.length));
      const { clusterId } = node;
      const ids = { nodeId: instanceNumber(name), ...(clusterId ? { clusterId } : {}) };
      await formatIfNew({ folder: logFolder(folder), propertiesFile: properties, ...ids }, signal);
    },
    isUsable: async (_pid, signal) =>
      (await isReachable(ports.connect, signal)) &&
      (await isReachable(ports.consumer, signal)) &&
      (await isReachable(ports.external, signal)),
  };
}

/** Returns the folder of the storage in the folder of a node's data. */
export function logFolder(folder: string): string {
  return join(folder, "log");
}

function hostsFile(folder: string): string {
  return join(folder, "hosts");
}

/** Returns the host by which nodes reach a node: an address, or a name where that differs between them. */
function hostOf({ proxiesNodes }: KafkaNode, number: number): string {
  return proxiesNodes ? nodeName(number) : loopback;
}

/** Returns the common properties, then those of this runtime: of a repeated property Java takes the last. */
async function serverProperties(node: KafkaNode): Promise<string> {
  const { name, nodes, folder, certificates } = node;
  const files = [
    "server.properties",
    ...(nodes.length === 1 ? [] : ["cluster.properties"]),
    ...(certificates === undefined ? [] : ["secure.properties"]),
  ];
  const common = await Promise.all(
    files.map((file) => readFile(join(checkout, "services/kafka", file), "utf8")),
  );
  const scram = certificates === undefined ? undefined : node.scram;
  const ports = portsOf(node);
  const own = {
    ...{ connect: `${loopback}:${ports.connect}`, consumer: `${loopback}:${ports.consumer}` },
    internal: loopback,
  };
  const advertised = { ...ports.advertised, internal: hostOf(node, instanceNumber(name)) };
  return `${common.join("\n")}
# The local runtime, written at every start.
node.id=${instanceNumber(name)}
listeners=${[...clientListeners(ports, scram, own), `CONTROLLER://${loopback}:${ports.controller}`].join(",")}
advertised.listeners=${clientListeners(ports, scram, advertised).join(",")}
controller.quorum.voters=${nodes.map(({ controller }, index) => `${index + 1}@${hostOf(node, index + 1)}:${controller}`).join(",")}
log.dirs=${logFolder(folder)}
${certificates === undefined ? "" : certificateLocations(certificates)}`;
}

function portsOf({ name, nodes }: KafkaNode): KafkaPorts {
  const ports = nodes[instanceNumber(name) - 1];
  if (ports === undefined) throw new RangeError(`${name}: one of ${nodes.length} nodes is allowed`);
  return ports;
}

function clientListeners(
  { external, internal }: KafkaPorts,
  scram: number | undefined,
  { connect, consumer, internal: internalHost }: KafkaPorts["advertised"] & { readonly internal: string },
): string[] {
  return [
    `CONNECT://${connect}`,
    `CONSUMER://${consumer}`,
    `EXTERNAL://${loopback}:${external}`,
    `INTERNAL://${internalHost}:${internal}`,
    ...(scram === undefined ? [] : [`SCRAM://${loopback}:${scram}`]),
  ];
}

function certificateLocations(folder: string): string {
  return `ssl.keystore.location=${join(folder, fileNames.pair("kafka"))}
ssl.truststore.location=${join(folder, fileNames.ca)}
`;
}
