import { join } from "node:path";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { type IdentityName } from "../../certificates/identities.ts";
import { type Addresses } from "../addresses.ts";
import { type BridgeEnvironment, isConnector } from "../bridge.ts";
import { type ClusterPorts } from "../cluster/cluster-ports.ts";
import { type ConsumerEnvironment } from "../consumer/consumer-program.ts";
import { type Journals } from "../folder/journals.ts";
import { ownKafkaTopic, ownNames } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { tlsFiles } from "../secure-clients.ts";
import { brokerFileVariables, serviceSettingsOf } from "../start/service-settings.ts";
import { type LocalLinks } from "./local-links.ts";

const urls = (clients: readonly HttpClient[]) => clients.map(({ url }) => url).join();

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the variables of a proxy that reads what passes between connector and broker although it has TLS. */
function tapVariables(certificates: string | undefined): Environment {
  const files = certificates === undefined ? undefined : tlsFiles(certificates, "connector");
  return { LINK_CA_FILE: files?.ca, LINK_CERT_FILE: files?.cert, LINK_KEY_FILE: files?.key };
}

/** Places of a pipeline that its services have to know. */
export interface LocalPlaces {
  readonly addresses: Addresses;
  /** Ports of all nodes, workers and consumers. */
  readonly cluster: ClusterPorts;
  readonly links: LocalLinks;
  readonly journals: Journals;
  /** Folder of certificates and tokens; `undefined` if doors are open. */
  readonly certificates: string | undefined;
}

/** Environment variables of the local pipeline's services, and of its bridge. */
export interface LocalEnvironments {
  readonly publisher: Environment;
  readonly consumer: Environment;
  readonly proxy: Environment;
  /** Of a bridge under test: that of the first worker. */
  readonly bridge: BridgeEnvironment;
  /** Of each worker of Kafka Connect. */
  readonly workers: readonly BridgeEnvironment[];
  /** Of a consumer under test. */
  readonly consumerUnderTest: ConsumerEnvironment;
}

/**
 * Returns the variables with which the services find each other, and the pipeline's settings.
 * @throws {EnvironmentError} for a wrong setting of the publisher
 */
export function localEnvironments(
  options: PipelineOptions,
  { addresses, cluster, links, journals: files, certificates }: LocalPlaces,
): LocalEnvironments {
  const { qos, topics, tracing } = serviceSettingsOf(options);
  const journals = options.journals ? files : undefined;
  const scheme = certificates === undefined ? "mqtt" : "mqtts";
  /** Client properties, whatever the caller's environment has. */
  const kafkaConfig = (name: IdentityName) => ({
    KAFKA_CONFIG: certificates && join(certificates, fileNames.clientProperties(name)),
  });
  const kafka = { KAFKA_TOPIC: ownKafkaTopic };
  const mqtt = (link: "publisher-mqtt" | "mqtt-bridge", worker = 1) => ({
    MQTT_URL: `${scheme}://${links.clientAddress(link, worker)}`,
    MQTT_QOS: String(qos),
  });
  const bridge = (worker: number): BridgeEnvironment => ({
    ...{ MQTT_TOPIC: topics.filter, ...mqtt("mqtt-bridge", worker) },
    ...{ ...kafka, KAFKA_BROKERS: links.clientAddress("bridge-kafka") },
  });
  return {
    publisher: {
      ...options.publisher,
      ...tracing,
      ...mqtt("publisher-mqtt"),
      ...brokerFileVariables(certificates),
      // A consumer under test has no status.
      CONSUMER_URL: options.consumer === undefined ? urls(addresses.consumers) : undefined,
      // Only a connector can be asked for its state.
      ...(isConnector(options.bridge)
        ? { CONNECT_URL: urls(addresses.connectWorkers), CONNECT_METRICS_URL: urls(addresses.connectMetrics) }
        : { CONNECT_URL: undefined, CONNECT_METRICS_URL: undefined }),
      JOURNAL: journals?.publisher,
    },
    consumer: {
      ...kafka,
      ...tracing,
      KAFKA_BROKERS: links.clientAddress("kafka-consumer"),
      ...kafkaConfig("consumer"),
      JOURNAL: journals?.consumer,
    },
    proxy: {
      ...tracing,
      LINKS: links.routes,
      INTERFACE_LINK: options.interfaceLink,
      ...tapVariables(certificates),
      JOURNAL: journals?.link,
    },
    consumerUnderTest: {
      KAFKA_BROKERS: links.clientAddress("kafka-consumer"),
      ...kafka,
      KAFKA_GROUP: ownNames(options.bridge).consumerGroup,
      ...kafkaConfig("consumer"),
      JOURNAL: journals?.consumerUnderTest,
    },
    bridge: bridge(1),
    workers: cluster.workers.map((_, index) => bridge(index + 1)),
  };
}
