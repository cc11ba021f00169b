import { addressesAt } from "../addresses.ts";
import { type BridgeEnvironment } from "../bridge.ts";
import { type Journals } from "../folder/journals.ts";
import { ownTopics } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { noBrokerFiles, serviceSettingsOf } from "../start/service-settings.ts";
import { type LocalLinks } from "./local-links.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variables of the local pipeline's services, and of its bridge. */
export interface LocalEnvironments {
  readonly publisher: Environment;
  readonly consumer: Environment;
  readonly proxy: Environment;
  readonly bridge: BridgeEnvironment;
}

/**
 * Returns the variables with which the services find each other, and the pipeline's settings.
 * @throws {EnvironmentError} for a wrong setting of the publisher
 */
export function localEnvironments(
  options: PipelineOptions,
  links: LocalLinks,
  files: Journals,
): LocalEnvironments {
  const { qos, tracing } = serviceSettingsOf(options);
  const addresses = addressesAt(options.ports);
  const journals = options.journals ? files : undefined;
  const topics = { MQTT_TOPIC: ownTopics.mqttTopic, KAFKA_TOPIC: ownTopics.kafkaTopic };
  const mqtt = (link: "publisher-mqtt" | "mqtt-bridge") => ({
    MQTT_URL: `mqtt://${links.clientAddress(link)}`,
    MQTT_QOS: String(qos),
  });
  return {
    publisher: {
      ...options.publisher,
      ...topics,
      ...tracing,
      ...mqtt("publisher-mqtt"),
      ...noBrokerFiles,
      CONSUMER_URL: addresses.consumerUrl,
      // Only a connector can be asked for its state.
      ...(options.bridge?.kind === "program"
        ? { CONNECT_URL: undefined, CONNECT_METRICS_URL: undefined }
        : { CONNECT_URL: addresses.connectUrl, CONNECT_METRICS_URL: addresses.connectMetricsUrl }),
      JOURNAL: journals?.publisher,
    },
    consumer: {
      ...topics,
      ...tracing,
      KAFKA_BROKERS: links.clientAddress("kafka-consumer"),
      JOURNAL: journals?.consumer,
    },
    proxy: { ...tracing, LINKS: links.routes, JOURNAL: journals?.link },
    bridge: { ...topics, ...mqtt("mqtt-bridge"), KAFKA_BROKERS: links.clientAddress("bridge-kafka") },
  };
}
