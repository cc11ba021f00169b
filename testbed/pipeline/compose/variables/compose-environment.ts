import { clusterLink } from "../../../../services/shared/topology.ts";
import { type ClusterPorts } from "../../cluster/cluster-ports.ts";
import { type PipelineOptions } from "../../pipeline-options.ts";
import { type ServiceSettings } from "../../start/service-settings.ts";
import { proxyVariables } from "./proxy-variables.ts";

/** Places of a pipeline in containers. */
export interface ComposePlaces {
  readonly proxyPort: number;
  /** Ports of all nodes and workers. */
  readonly cluster: ClusterPorts;
  /** Folder of the services' journals. */
  readonly journals: string;
  /** Folder of certificates; `undefined` if doors are open. */
  readonly certificates: string | undefined;
}

/** Returns the variables of the compose files for this pipeline. */
export function composeEnvironment(
  { publisher, ports, links = [], cluster: size }: PipelineOptions,
  { qos, topics, tracing }: ServiceSettings,
  { proxyPort, cluster, journals, certificates }: ComposePlaces,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...publisher,
    ...tracing,
    MQTT_QOS: String(qos),
    MQTT_FILTER: topics.filter,
    ...proxyVariables(
      links.filter((link) => link !== clusterLink),
      proxyPort,
      size,
    ),
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    ...portsBesideFirst(cluster),
    JOURNALS_FOLDER: journals,
    ...(certificates === undefined ? {} : { CERTIFICATES_FOLDER: certificates }),
    // The testbed watches the parts itself: one that ends unasked is a failure, and one that a drill has killed stays away.
    RESTART_POLICY: "no",
  };
}

/** Returns the ports of docker-compose.cluster.yml: the first node and the first worker have those of docker-compose.yml. */
function portsBesideFirst({ kafkaNodes, workers }: ClusterPorts): Readonly<Record<string, string>> {
  const ports = [
    ...kafkaNodes.map((port, index) => [index, `KAFKA_${index + 1}_PORT`, port] as const),
    ...workers.flatMap(({ CONNECT_PORT, CONNECT_METRICS_PORT }, index) => [
      [index, `CONNECT_${index + 1}_PORT`, CONNECT_PORT] as const,
      [index, `CONNECT_${index + 1}_METRICS_PORT`, CONNECT_METRICS_PORT] as const,
    ]),
  ];
  return Object.fromEntries(
    ports.filter(([index]) => index > 0).map(([, name, port]) => [name, String(port)]),
  );
}
