import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { TopicTemplate } from "../../../services/shared/mqtt/topic-template.ts";
import { openDoor } from "../http/http-doors.ts";
import { type PipelineOptions, type Qos } from "../pipeline-options.ts";
import { tlsFiles } from "../secure-clients.ts";

/** Files for the connection to a broker with open doors, whatever the caller's environment has. */
const noBrokerFiles = {
  MQTT_CREDENTIALS_FILE: undefined,
  MQTT_CA_FILE: undefined,
  MQTT_CERT_FILE: undefined,
  MQTT_KEY_FILE: undefined,
} as const;

/** Returns the variables with the publisher's files for the broker. `certificates`: their folder, if doors are shut. */
export function brokerFileVariables(
  certificates: string | undefined,
): Readonly<Record<keyof typeof noBrokerFiles, string | undefined>> {
  if (certificates === undefined) return noBrokerFiles;
  const { ca, cert, key } = tlsFiles(certificates, "publisher");
  return { ...noBrokerFiles, MQTT_CA_FILE: ca, MQTT_CERT_FILE: cert, MQTT_KEY_FILE: key };
}

/** Variables that a start sets itself, whatever the caller's environment has. */
const ownVariables = {
  PORT: undefined,
  HOST: undefined,
  JOURNAL: undefined,
  MQTT_URL: undefined,
  ...noBrokerFiles,
  ...openDoor,
  CONSUMER_URL: undefined,
  CONNECT_URL: undefined,
  CONNECT_METRICS_URL: undefined,
} as const;

/** Settings of a pipeline that concern every runtime's services. */
export interface ServiceSettings {
  readonly qos: Qos;
  /** Topics of the readings. */
  readonly topics: TopicTemplate;
  /** The variable TRACE, if it is given. */
  readonly tracing: { readonly TRACE?: string };
}

/**
 * Checks the publisher's settings, before anything is started. `environment`: the variables of the caller.
 * @throws {EnvironmentError}
 */
export function serviceSettingsOf(
  { publisher, mqttQos, traceCarrier }: PipelineOptions,
  environment: NodeJS.ProcessEnv = process.env,
): ServiceSettings {
  const tracing = traceCarrier === undefined ? {} : { TRACE: traceCarrier };
  const { MQTT_QOS, MQTT_TOPIC, MQTT_SHARDS } = readEnvironment(publisherSettings, {
    ...environment,
    ...publisher,
    ...tracing,
    ...(mqttQos === undefined ? {} : { MQTT_QOS: String(mqttQos) }),
    ...ownVariables,
  });
  return { qos: MQTT_QOS, topics: new TopicTemplate(MQTT_TOPIC, MQTT_SHARDS), tracing };
}
