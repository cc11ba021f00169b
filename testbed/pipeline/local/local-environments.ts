import { addressesAt } from "../addresses.ts";
import { type BridgeEnvironment, isConnector } from "../bridge.ts";
import { type ConsumerEnvironment } from "../consumer/consumer-program.ts";
import { type Journals } from "../folder/journals.ts";
import { ownKafkaTopic, ownNames } from "../pipeline-names.ts";
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
  const { qos, topics, tracing } = serviceSettingsOf(options);
  const addresses = addressesAt(options.ports, options.doors);
  const journals = options.journals ? files : undefined;
  const kafka = { KAFKA_TOPIC: ownKafkaTopic };
  const mqtt = (link: "publisher-mqtt" | "mqtt-bridge") => ({
    MQTT_URL: `mqtt://${links.clientAddress(link)}`,
    MQTT_QOS: String(qos),
  });
  return {
    publisher: {
      ...options.publisher,
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
      ...kafka,
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
      ...kafka,
      KAFKA_GROUP: ownNames(options.bridge).consumerGroup,
      ...plainText,
      JOURNAL: journals?.consumerUnderTest,
    },
    bridge: {
      MQTT_TOPIC: topics.filter,
      ...mqtt("mqtt-bridge"),
      ...kafka,
      KAFKA_BROKERS: links.clientAddress("bridge-kafka"),
    },
  };
}
