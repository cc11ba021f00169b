import { clusterLink } from "../../../../services/shared/topology.ts";
import { type PipelineOptions } from "../../pipeline-options.ts";
import { type ServiceSettings } from "../../start/service-settings.ts";
import { proxyVariables } from "./proxy-variables.ts";

/** Places of a pipeline in containers. */
export interface ComposePlaces {
  readonly proxyPort: number;
  /** Folder of the services' journals. */
  readonly journals: string;
  /** Folder of certificates; `undefined` if doors are open. */
  readonly certificates: string | undefined;
}

/** Returns the variables of docker-compose.yml for this pipeline. */
export function composeEnvironment(
  { publisher, ports, links = [] }: PipelineOptions,
  { qos, topics, tracing }: ServiceSettings,
  { proxyPort, journals, certificates }: ComposePlaces,
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
    ),
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    JOURNALS_FOLDER: journals,
    ...(certificates === undefined ? {} : { CERTIFICATES_FOLDER: certificates }),
    // The testbed watches the parts itself: one that ends unasked is a failure, and one that a drill has killed stays away.
    RESTART_POLICY: "no",
  };
}
