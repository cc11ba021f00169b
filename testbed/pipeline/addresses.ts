import { HttpClient } from "../../services/shared/http/http-client.ts";
import { type KafkaAccess } from "../../services/shared/kafka/security/kafka-security.ts";
import { MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { type ClusterPorts, singlePorts } from "./cluster/cluster-ports.ts";
import { connectClients } from "./http/connect-clients.ts";
import { doorClient } from "./http/http-doors.ts";
import { loopback, type Ports } from "./ports.ts";
import { secureAccess, secureBroker } from "./secure-clients.ts";

/** Addresses of the parts of a running pipeline. */
export interface Addresses {
  /** Address of the MQTT broker, `mqtt://host:port`, without user and password. */
  readonly mqttUrl: string;
  /** The same broker with all that is needed to connect. */
  readonly mqtt: MqttBroker;
  /** `host:port,…` of all nodes, for all clients but Connect and the consumer, which have listeners of their own. */
  readonly kafkaBrokers: string;
  /** `host:port` for clients with user and password; only if doors are shut. */
  readonly kafkaScramBrokers?: string;
  /** `undefined`: the project's own Kafka, with open doors. */
  readonly kafkaAccess?: KafkaAccess;
  /** The same brokers for the taps, which read the pipeline's topics. */
  readonly tap: { readonly mqtt: MqttBroker; readonly kafkaAccess?: KafkaAccess };
  /** That of the first Connect worker. */
  readonly connectUrl: string;
  /** Each Connect worker, with all that is needed to ask it. */
  readonly connectWorkers: readonly HttpClient[];
  /** Asks the Connect workers: of several, whichever answers. */
  readonly connect: HttpClient;
  /** Asks each Connect worker for its metrics; the URLs have their path. */
  readonly connectMetrics: readonly HttpClient[];
  readonly publisherUrl: string;
  /** The same publisher with all that is needed to ask it. */
  readonly publisher: HttpClient;
  /** That of the first consumer. */
  readonly consumerUrl: string;
  /** Each consumer of the group, with all that is needed to ask it. */
  readonly consumers: readonly HttpClient[];
  /** Asks the consumers: of several, whichever answers. */
  readonly consumer: HttpClient;
}

/**
 * Returns the addresses of a pipeline on these ports. `certificates`: the folder of certificates and tokens, if
 * its doors are shut. `cluster`: ports of its nodes, workers and consumers.
 * Everything listens on loopback only, whatever the runtime.
 */
export function addressesAt(
  ports: Ports,
  certificates?: string,
  cluster: ClusterPorts = singlePorts(ports),
): Addresses {
  const publisher = doorClient(certificates, "publisher", ports.PUBLISHER_PORT);
  const consumers = cluster.consumers.map((port) => doorClient(certificates, "consumer", port));
  const consumer = HttpClient.anyOf(consumers);
  const workers = cluster.workers.map((worker) => connectClients(worker, certificates));
  const connectWorkers = workers.map((worker) => worker.connect);
  const connect = HttpClient.anyOf(connectWorkers);
  const connectMetrics = workers.map((worker) => worker.connectMetrics);
  return {
    ...brokersAt(`${loopback}:${ports.MQTT_PORT}`, certificates),
    kafkaBrokers: cluster.kafkaNodes.map((port) => `${loopback}:${port}`).join(),
    ...(certificates === undefined ? {} : { kafkaScramBrokers: `${loopback}:${ports.KAFKA_SCRAM_PORT}` }),
    ...{ connectUrl: connect.url, connect, connectWorkers },
    connectMetrics,
    ...{ publisherUrl: publisher.url, publisher },
    ...{ consumerUrl: consumer.url, consumer, consumers },
  };
}

/** Returns the addresses of brokers that let tester and taps in on the same terms. */
export function brokerAddresses(mqtt: MqttBroker, kafkaAccess?: KafkaAccess): BrokerAddresses {
  const access = kafkaAccess === undefined ? {} : { kafkaAccess };
  return { mqtt, mqttUrl: mqtt.toString(), ...access, tap: { mqtt, ...access } };
}

type BrokerAddresses = Pick<Addresses, "mqtt" | "mqttUrl" | "kafkaAccess" | "tap">;

function brokersAt(mqttHost: string, certificates: string | undefined): BrokerAddresses {
  if (certificates === undefined) return brokerAddresses(MqttBroker.at(`mqtt://${mqttHost}`));
  const clients = (name: "tester" | "tap") => ({
    mqtt: secureBroker(`mqtts://${mqttHost}`, certificates, name),
    kafkaAccess: secureAccess(certificates, name),
  });
  const { mqtt, kafkaAccess } = clients("tester");
  return { ...brokerAddresses(mqtt, kafkaAccess), tap: clients("tap") };
}
