import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { TopicTemplate } from "../../../services/shared/mqtt/topic-template.ts";
import { openDoor } from "../http/http-doors.ts";
import { type PipelineOptions, type Qos } from "../pipeline-options.ts";

/** Files for the connection to a broker that a pipeline of our own does not need, whatever the caller's environment has. */
export const noBrokerFiles = {
  MQTT_CREDENTIALS_FILE: undefined,
  MQTT_CA_FILE: undefined,
  MQTT_CERT_FILE: undefined,
  MQTT_KEY_FILE: undefined,
} as const;

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
