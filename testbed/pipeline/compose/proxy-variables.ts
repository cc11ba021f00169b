import { type LinkName } from "../../../services/shared/topology.ts";

/** How docker-compose.yml leads a link through its service `proxy`. */
interface ForwardableLink {
  /** The variable that says where the link's client connects. */
  readonly variable: string;
  /** Where the proxy listens, in its container. */
  readonly port: number;
  readonly target: string;
}

const forwardable: Readonly<Record<LinkName, ForwardableLink>> = {
  "publisher-mqtt": { variable: "MOSQUITTO_FOR_PUBLISHER", port: 1883, target: "mosquitto:1883" },
  "mqtt-bridge": { variable: "MOSQUITTO_FOR_CONNECT", port: 1884, target: "mosquitto:1883" },
  "bridge-kafka": { variable: "KAFKA_FOR_CONNECT", port: 19_092, target: "kafka:19092" },
  "kafka-consumer": { variable: "KAFKA_FOR_CONSUMER", port: 29_092, target: "kafka:29092" },
};

/** The variables of docker-compose.yml with which these links lead through the proxy; none for no links. */
export function proxyVariables(
  links: readonly LinkName[],
  proxyPort: number,
): Readonly<Record<string, string>> {
  if (links.length === 0) return {};
  const route = (link: LinkName) => `${link}=0.0.0.0:${forwardable[link].port}>${forwardable[link].target}`;
  return {
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: String(proxyPort),
    LINKS: links.map(route).join(),
    ...Object.fromEntries(
      links.map((link) => [forwardable[link].variable, `proxy:${forwardable[link].port}`]),
    ),
  };
}
