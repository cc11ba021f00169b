import { type LinkName } from "../../../services/shared/topology.ts";

/** Route of a link through the service `proxy` of docker-compose.yml. */
interface ProxyRoute {
  /** Variable with the address that the link's client connects to. */
  readonly variable: string;
  /** Port of the proxy, in its container. */
  readonly port: number;
  readonly target: string;
}

const proxyRoutes: Readonly<Record<LinkName, ProxyRoute>> = {
  "publisher-mqtt": { variable: "MOSQUITTO_FOR_PUBLISHER", port: 1883, target: "mosquitto:1883" },
  "mqtt-bridge": { variable: "MOSQUITTO_FOR_CONNECT", port: 1884, target: "mosquitto:1883" },
  "bridge-kafka": { variable: "KAFKA_FOR_CONNECT", port: 19_092, target: "kafka:19092" },
  "kafka-consumer": { variable: "KAFKA_FOR_CONSUMER", port: 29_092, target: "kafka:29092" },
};

/** Returns the variables of docker-compose.yml that lead these links through the proxy; none if there are no links. */
export function proxyVariables(
  links: readonly LinkName[],
  proxyPort: number,
): Readonly<Record<string, string>> {
  if (links.length === 0) return {};
  const route = (link: LinkName) => `${link}=0.0.0.0:${proxyRoutes[link].port}>${proxyRoutes[link].target}`;
  return {
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: String(proxyPort),
    LINKS: links.map(route).join(),
    ...Object.fromEntries(
      links.map((link) => [proxyRoutes[link].variable, `proxy:${proxyRoutes[link].port}`]),
    ),
  };
}
