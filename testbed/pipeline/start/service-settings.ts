import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { type PipelineOptions, type Qos } from "../pipeline-options.ts";

/** Variables that a start sets itself, whatever the caller's environment has. */
const ownVariables = {
  PORT: undefined,
  HOST: undefined,
  JOURNAL: undefined,
  MQTT_URL: undefined,
  MQTT_TOPIC: undefined,
  CONSUMER_URL: undefined,
  CONNECT_URL: undefined,
  CONNECT_METRICS_URL: undefined,
} as const;

/** Settings of a pipeline that concern every runtime's services. */
export interface ServiceSettings {
  readonly qos: Qos;
  /** The variable TRACE, if it is given. */
  readonly tracing: { readonly TRACE?: string };
}

/**
 * Checks the publisher's settings, before anything is started.
 * @throws {EnvironmentError}
 */
export function serviceSettingsOf({ publisher, mqttQos, traceCarrier }: PipelineOptions): ServiceSettings {
  const tracing = traceCarrier === undefined ? {} : { TRACE: traceCarrier };
  const { MQTT_QOS } = readEnvironment(publisherSettings, {
    ...process.env,
    ...publisher,
    ...tracing,
    ...(mqttQos === undefined ? {} : { MQTT_QOS: String(mqttQos) }),
    ...ownVariables,
  });
  return { qos: MQTT_QOS, tracing };
}
