import { type LinkName } from "../../../services/shared/topology.ts";
import { freePorts, loopback, type Ports } from "../ports.ts";

/** Where the clients of the links connect: to the parts themselves, or to the proxy before them. */
export interface LocalLinks {
  /** Kafka's own listeners; what stands in `advertised` is where their clients are sent to. */
  readonly kafka: {
    readonly connect: number;
    readonly consumer: number;
    readonly controller: number;
    readonly advertised: { readonly connect: number; readonly consumer: number };
  };
  /** Where the proxy takes commands. */
  readonly proxyPort: number;
  /** The proxy's setting LINKS. */
  readonly routes: string;
  /** `host:port` for the client of a link. */
  readonly called: (link: LinkName) => string;
}

/** Finds ports for the links of a pipeline, those in `names` leading through the proxy. */
export async function localLinks(names: readonly LinkName[], ports: Ports): Promise<LocalLinks> {
  const [connect = 0, consumer = 0, controller = 0, proxyPort = 0, ...forwardedPorts] = await freePorts(
    4 + names.length,
    Object.values(ports),
  );
  const target = {
    "publisher-mqtt": ports.MQTT_PORT,
    "mqtt-bridge": ports.MQTT_PORT,
    "bridge-kafka": connect,
    "kafka-consumer": consumer,
  } as const satisfies Record<LinkName, number>;
  const forwarded = new Map(names.map((link, index) => [link, forwardedPorts[index] ?? 0]));
  const portOf = (link: LinkName): number => forwarded.get(link) ?? target[link];
  return {
    kafka: {
      connect,
      consumer,
      controller,
      advertised: { connect: portOf("bridge-kafka"), consumer: portOf("kafka-consumer") },
    },
    proxyPort,
    routes: [...forwarded]
      .map(([link, port]) => `${link}=${loopback}:${port}>${loopback}:${target[link]}`)
      .join(),
    called: (link) => `${loopback}:${portOf(link)}`,
  };
}
