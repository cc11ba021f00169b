import { type LinkName } from "../../../services/shared/topology.ts";
import { freePorts, loopback, type Ports } from "../ports.ts";

/** Ports of Kafka's listeners, see services/kafka/server.properties. */
export interface KafkaPorts {
  readonly connect: number;
  readonly consumer: number;
  readonly internal: number;
  readonly controller: number;
  /** Ports that clients of these listeners are sent to: the listeners' own, or the proxy's. */
  readonly advertised: { readonly connect: number; readonly consumer: number };
}

/** Ports of the links of a local pipeline. */
export interface LocalLinks {
  readonly kafka: KafkaPorts;
  /** Command address of the proxy. */
  readonly proxyUrl: string;
  readonly proxyPort: number;
  /** The proxy's setting LINKS. */
  readonly routes: string;
  /** Returns the `host:port` that the client of a link connects to: a part, or the proxy. */
  readonly clientAddress: (link: LinkName) => string;
}

/** Finds ports for the links of a pipeline; those in `names` lead through the proxy. */
export async function localLinks(names: readonly LinkName[], ports: Ports): Promise<LocalLinks> {
  const taken = Object.values(ports);
  const [connect = 0, consumer = 0, internal = 0, controller = 0, proxyPort = 0, ...proxied] =
    await freePorts(5 + names.length, taken);
  const target = {
    "publisher-mqtt": ports.MQTT_PORT,
    "mqtt-bridge": ports.MQTT_PORT,
    "bridge-kafka": connect,
    "kafka-consumer": consumer,
  } as const satisfies Record<LinkName, number>;
  const viaProxy = new Map(names.map((link, index) => [link, proxied[index] ?? 0]));
  const portOf = (link: LinkName): number => viaProxy.get(link) ?? target[link];
  return {
    kafka: {
      connect,
      consumer,
      internal,
      controller,
      advertised: { connect: portOf("bridge-kafka"), consumer: portOf("kafka-consumer") },
    },
    proxyUrl: `http://${loopback}:${proxyPort}`,
    proxyPort,
    routes: [...viaProxy]
      .map(([link, port]) => `${link}=${loopback}:${port}>${loopback}:${target[link]}`)
      .join(),
    clientAddress: (link) => `${loopback}:${portOf(link)}`,
  };
}
