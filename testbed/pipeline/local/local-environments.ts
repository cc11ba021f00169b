import { addressesAt } from "../addresses.ts";
import { type BridgeEnvironment, isConnector } from "../bridge.ts";
import { type ConsumerEnvironment } from "../consumer/consumer-program.ts";
import { type Journals } from "../folder/journals.ts";
import { ownNames, ownTopics } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { noBrokerFiles, serviceSettingsOf } from "../start/service-settings.ts";
import { type LocalLinks } from "./local-links.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Security of a client of our own Kafka, whatever the caller's environment has. */
const plainText = { KAFKA_CONFIG: undefined } as const;

/** Environment variables of the local pipeline's services, and of its bridge. */
export interface LocalEnvironments {
  readonly publisher: Environment;
  readonly consumer: Environment;
  readonly proxy: Environment;
  readonly bridge: BridgeEnvironment;
  /** Of a consumer under test. */
  readonly consumerUnderTest: ConsumerEnvironment;
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
      // A consumer under test has no status.
      CONSUMER_URL: options.consumer === undefined ? addresses.consumerUrl : undefined,
      // Only a connector can be asked for its state.
      ...(isConnector(options.bridge)
        ? { CONNECT_URL: addresses.connectUrl, CONNECT_METRICS_URL: addresses.connectMetricsUrl }
        : { CONNECT_URL: undefined, CONNECT_METRICS_URL: undefined }),
      JOURNAL: journals?.publisher,
    },
    consumer: {
      ...topics,
      ...tracing,
      KAFKA_BROKERS: links.clientAddress("kafka-consumer"),
      ...plainText,
      JOURNAL: journals?.consumer,
    },
    proxy: {
      ...tracing,
      LINKS: links.routes,
      INTERFACE_LINK: options.interfaceLink,
      JOURNAL: journals?.link,
    },
    consumerUnderTest: {
      KAFKA_BROKERS: links.clientAddress("kafka-consumer"),
      KAFKA_TOPIC: topics.KAFKA_TOPIC,
      KAFKA_GROUP: ownNames(options.bridge).consumerGroup,
      ...plainText,
      JOURNAL: journals?.consumerUnderTest,
    },
    bridge: { ...topics, ...mqtt("mqtt-bridge"), KAFKA_BROKERS: links.clientAddress("bridge-kafka") },
  };
}
