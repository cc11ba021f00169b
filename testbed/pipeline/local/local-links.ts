import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type LinkName } from "../../../services/shared/topology.ts";
import { doorClient } from "../http/http-doors.ts";
import { freePorts, loopback, type Ports } from "../ports.ts";
import { freeInterfaceHost } from "./link-interfaces.ts";

/** Ports of Kafka's listeners, see services/kafka/server.properties. */
export interface KafkaPorts {
  readonly connect: number;
  readonly consumer: number;
  readonly internal: number;
  readonly controller: number;
  /** `host:port` that clients of these listeners are sent to: the listeners' own, or the proxy's. */
  readonly advertised: { readonly connect: string; readonly consumer: string };
}

/** Ports of the links of a local pipeline. */
export interface LocalLinks {
  readonly kafka: KafkaPorts;
  /** Client of the proxy's commands. */
  readonly proxy: HttpClient;
  readonly proxyPort: number;
  /** The proxy's setting LINKS. */
  readonly routes: string;
  /** Returns the `host:port` that the client of a link connects to: a part, or the proxy. */
  readonly clientAddress: (link: LinkName) => string;
}

/**
 * Finds ports for the links of a pipeline; those in `names` lead through the proxy, and `interfaceLink` over a network interface
 * of its own.
 */
export async function localLinks(
  names: readonly LinkName[],
  ports: Ports,
  {
    interfaceLink,
    certificates,
  }: { readonly interfaceLink?: LinkName | undefined; readonly certificates?: string | undefined } = {},
): Promise<LocalLinks> {
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
  const interfaceHost = interfaceLink && freeInterfaceHost();
  const clientAddress = (link: LinkName): string => {
    const host = interfaceHost !== undefined && link === interfaceLink ? interfaceHost : loopback;
    return `${host}:${viaProxy.get(link) ?? target[link]}`;
  };
  return {
    kafka: {
      connect,
      consumer,
      internal,
      controller,
      advertised: { connect: clientAddress("bridge-kafka"), consumer: clientAddress("kafka-consumer") },
    },
    proxy: doorClient(certificates, "proxy", proxyPort),
    proxyPort,
    routes: names.map((link) => `${link}=${clientAddress(link)}>${loopback}:${target[link]}`).join(),
    clientAddress,
  };
}
