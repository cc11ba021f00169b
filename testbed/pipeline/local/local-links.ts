import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type CarriedLink, clusterLink, type LinkName } from "../../../services/shared/topology.ts";
import { type ClusterPorts, singlePorts, sizeOf } from "../cluster/cluster-ports.ts";
import { legsOf, nodeLegs } from "../cluster/link-legs.ts";
import { doorClient } from "../http/http-doors.ts";
import { freePorts, loopback, type Ports } from "../ports.ts";
import { freeInterfaceHost } from "./link-interfaces.ts";
import { nodeHost } from "./node-hosts.ts";

/** Ports of the listeners of a Kafka node, see services/kafka/server.properties. */
export interface KafkaPorts {
  readonly external: number;
  readonly connect: number;
  readonly consumer: number;
  readonly internal: number;
  readonly controller: number;
  /** `host:port` that clients of these listeners are sent to: the listeners' own, or the proxy's. */
  readonly advertised: { readonly connect: string; readonly consumer: string };
}

/** Ports of the links of a local pipeline. */
export interface LocalLinks {
  /** Of every Kafka node, in the order of their numbers. */
  readonly nodes: readonly KafkaPorts[];
  /** Whether the nodes reach each other through the proxy, by names. */
  readonly proxiesNodes: boolean;
  /** Client of the proxy's commands. */
  readonly proxy: HttpClient;
  readonly proxyPort: number;
  /** The proxy's setting LINKS. */
  readonly routes: string;
  /**
   * Returns the `host:port` that the client of a link connects to: a part, or the proxy; those of all nodes of a Kafka with several,
   * as a list. `worker`: the number of the worker that asks, of several.
   */
  readonly clientAddress: (link: LinkName, worker?: number) => string;
}

/** Properties of links that not every pipeline has. */
export interface LocalLinksOptions {
  /** Default: one of each. */
  readonly cluster?: ClusterPorts;
  readonly interfaceLink?: LinkName | undefined;
  readonly certificates?: string | undefined;
}

/** One way through the proxy: the `host:port` that it listens on, and the port that it leads to. */
interface Way {
  readonly address: string;
  readonly target: number;
}

/**
 * Finds ports for the links of a pipeline; those in `names` lead through the proxy, and `interfaceLink` over a network interface
 * of its own.
 */
export async function localLinks(
  names: readonly CarriedLink[],
  ports: Ports,
  { cluster = singlePorts(ports), interfaceLink, certificates }: LocalLinksOptions = {},
): Promise<LocalLinks> {
  const size = sizeOf(cluster);
  const links = names.filter((name) => name !== clusterLink);
  const legCount = links.flatMap((link) => legsOf(link, size)).length;
  const taken = [
    ...Object.values(ports),
    ...cluster.kafkaNodes,
    ...cluster.workers.flatMap((worker) => Object.values(worker)),
    ...cluster.consumers,
  ];
  const found = await freePorts(1 + 4 * size.kafkaNodes + legCount, taken);
  const [proxyPort = 0] = found.splice(0, 1);
  const listeners = cluster.kafkaNodes.map((external) => {
    const [connect = 0, consumer = 0, internal = 0, controller = 0] = found.splice(0, 4);
    return { external, connect, consumer, internal, controller };
  });
  const targets: Readonly<Record<LinkName, readonly number[]>> = {
    "publisher-mqtt": [ports.MQTT_PORT],
    "mqtt-bridge": cluster.workers.map(() => ports.MQTT_PORT),
    "bridge-kafka": listeners.map(({ connect }) => connect),
    "kafka-consumer": listeners.map(({ consumer }) => consumer),
  };
  const interfaceHost = interfaceLink && freeInterfaceHost();
  const hostOf = (link: LinkName) =>
    interfaceHost !== undefined && link === interfaceLink ? interfaceHost : loopback;
  const ways = new Map<string, Way>();
  for (const link of links) {
    for (const [index, { name }] of legsOf(link, size).entries()) {
      const [port = 0] = found.splice(0, 1);
      ways.set(name, { address: `${hostOf(link)}:${port}`, target: targets[link][index] ?? 0 });
    }
  }
  const proxiesNodes = names.includes(clusterLink);
  if (proxiesNodes) for (const [name, way] of nodeWays(listeners)) ways.set(name, way);
  const addresses = (link: LinkName): string[] =>
    legsOf(link, size).map(
      ({ name }, index) => ways.get(name)?.address ?? `${loopback}:${targets[link][index]}`,
    );
  return {
    nodes: listeners.map((node, index) => ({
      ...node,
      advertised: {
        connect: addresses("bridge-kafka")[index] ?? "",
        consumer: addresses("kafka-consumer")[index] ?? "",
      },
    })),
    proxiesNodes,
    proxy: doorClient(certificates, "proxy", proxyPort),
    proxyPort,
    routes: [...ways].map(([name, { address, target }]) => `${name}=${address}>${loopback}:${target}`).join(),
    clientAddress: (link, worker = 1) =>
      link === "mqtt-bridge" ? (addresses(link)[worker - 1] ?? "") : addresses(link).join(),
  };
}

/** Returns the ways between the nodes, by the names of their legs. */
function nodeWays(nodes: readonly Pick<KafkaPorts, "internal" | "controller">[]): (readonly [string, Way])[] {
  return nodeLegs({ kafkaNodes: nodes.length }).map(({ name, from, to, listener }) => {
    const target = nodes[to - 1]?.[listener] ?? 0;
    // The port of the node itself, on an address of loopback that is for this pair alone.
    return [name, { address: `${nodeHost(from, to)}:${target}`, target }];
  });
}
