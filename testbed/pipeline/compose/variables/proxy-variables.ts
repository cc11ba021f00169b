import { type LinkName } from "../../../../services/shared/topology.ts";
import { type ClusterSize, oneOfEach } from "../../cluster/cluster-size.ts";
import { legsOf } from "../../cluster/link-legs.ts";
import { clusterDrillSettings, drillSettings } from "./compose-settings.ts";

const addressSettings = { ...drillSettings, ...clusterDrillSettings };

type Variable = Exclude<keyof typeof addressSettings, "PROXY_PORT" | "LINKS">;

/** Route of a link through the service `proxy` of docker-compose.yml. */
interface ProxyRoute {
  /** Variable with the address that the link's client connects to. */
  readonly variable: Variable;
  /** Those of its legs in docker-compose.cluster.yml; left out: it has no legs. */
  readonly ofLegs?: readonly Variable[];
  /** Port of the proxy, in its container; the ports of legs follow each other. */
  readonly port: number;
}

const proxyRoutes: Readonly<Record<LinkName, ProxyRoute>> = {
  "publisher-mqtt": { variable: "MOSQUITTO_FOR_PUBLISHER", port: 1883 },
  "mqtt-bridge": {
    variable: "MOSQUITTO_FOR_CONNECT",
    ofLegs: ["MOSQUITTO_FOR_CONNECT_1", "MOSQUITTO_FOR_CONNECT_2"],
    port: 1884,
  },
  "bridge-kafka": {
    variable: "KAFKA_FOR_CONNECT",
    ofLegs: ["KAFKA_1_FOR_CONNECT", "KAFKA_2_FOR_CONNECT", "KAFKA_3_FOR_CONNECT"],
    port: 19_092,
  },
  "kafka-consumer": {
    variable: "KAFKA_FOR_CONSUMER",
    ofLegs: ["KAFKA_1_FOR_CONSUMER", "KAFKA_2_FOR_CONSUMER", "KAFKA_3_FOR_CONSUMER"],
    port: 29_092,
  },
};

/** Returns the variables of the compose files that lead these links through the proxy; none if there are no links. */
export function proxyVariables(
  links: readonly LinkName[],
  proxyPort: number,
  size: ClusterSize = oneOfEach,
): Readonly<Record<string, string>> {
  if (links.length === 0) return {};
  const routes = links.flatMap((link) => {
    const { variable, ofLegs = [], port } = proxyRoutes[link];
    const legs = legsOf(link, size);
    const variables = legs.length === 1 ? [variable] : ofLegs;
    return variables.map((each, index) => ({ name: legs[index]?.name, variable: each, port: port + index }));
  });
  return {
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: String(proxyPort),
    // Without a proxy the client connects to the link's target itself.
    LINKS: routes
      .map(
        ({ name, variable, port }) => `${name}=0.0.0.0:${port}>${addressSettings[variable].parse(undefined)}`,
      )
      .join(),
    ...Object.fromEntries(routes.map(({ variable, port }) => [variable, `proxy:${port}`])),
  };
}
