import { type LinkName } from "../../../services/forwarder/link-name.ts";

/** How docker-compose.yml leads a link through its service `forwarder`. */
interface ForwardableLink {
  /** The variable that says where the link's client connects. */
  readonly variable: string;
  /** Where the forwarder listens, in its container. */
  readonly port: number;
  readonly target: string;
}

const forwardable: Readonly<Record<LinkName, ForwardableLink>> = {
  "publisher-mosquitto": { variable: "MOSQUITTO_FOR_PUBLISHER", port: 1883, target: "mosquitto:1883" },
  "mosquitto-connect": { variable: "MOSQUITTO_FOR_CONNECT", port: 1884, target: "mosquitto:1883" },
  "connect-kafka": { variable: "KAFKA_FOR_CONNECT", port: 19_092, target: "kafka:19092" },
  "kafka-consumer": { variable: "KAFKA_FOR_CONSUMER", port: 29_092, target: "kafka:29092" },
};

/** The variables of docker-compose.yml with which these links lead through the forwarder; none for no links. */
export function forwarderVariables(
  links: readonly LinkName[],
  forwarderPort: number,
): Readonly<Record<string, string>> {
  if (links.length === 0) return {};
  const route = (link: LinkName) => `${link}=0.0.0.0:${forwardable[link].port}>${forwardable[link].target}`;
  return {
    COMPOSE_PROFILES: "drill",
    FORWARDER_PORT: String(forwarderPort),
    LINKS: links.map(route).join(),
    ...Object.fromEntries(
      links.map((link) => [forwardable[link].variable, `forwarder:${forwardable[link].port}`]),
    ),
  };
}
