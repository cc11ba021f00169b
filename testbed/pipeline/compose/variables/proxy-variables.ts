import { type LinkName } from "../../../../services/shared/topology.ts";
import { drillSettings } from "./compose-settings.ts";

/** Route of a link through the service `proxy` of docker-compose.yml. */
interface ProxyRoute {
  /** Variable with the address that the link's client connects to. */
  readonly variable:
    | "MOSQUITTO_FOR_PUBLISHER"
    | "MOSQUITTO_FOR_CONNECT"
    | "KAFKA_FOR_CONNECT"
    | "KAFKA_FOR_CONSUMER";
  /** Port of the proxy, in its container. */
  readonly port: number;
}

const proxyRoutes: Readonly<Record<LinkName, ProxyRoute>> = {
  "publisher-mqtt": { variable: "MOSQUITTO_FOR_PUBLISHER", port: 1883 },
  "mqtt-bridge": { variable: "MOSQUITTO_FOR_CONNECT", port: 1884 },
  "bridge-kafka": { variable: "KAFKA_FOR_CONNECT", port: 19_092 },
  "kafka-consumer": { variable: "KAFKA_FOR_CONSUMER", port: 29_092 },
};

/** Returns the variables of docker-compose.yml that lead these links through the proxy; none if there are no links. */
export function proxyVariables(
  links: readonly LinkName[],
  proxyPort: number,
): Readonly<Record<string, string>> {
  if (links.length === 0) return {};
  const routes = links.map((link) => {
    const { variable, port } = proxyRoutes[link];
    // Without a proxy the client connects to the link's target itself.
    return `${link}=0.0.0.0:${port}>${drillSettings[variable].parse(undefined)}`;
  });
  const clients = links.map((link) => {
    const { variable, port } = proxyRoutes[link];
    return [variable, `proxy:${port}`];
  });
  return {
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: String(proxyPort),
    LINKS: routes.join(),
    ...Object.fromEntries(clients),
  };
}
