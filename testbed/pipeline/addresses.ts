import { type HttpClient } from "../../services/shared/http/http-client.ts";
import { type KafkaAccess } from "../../services/shared/kafka/security/kafka-security.ts";
import { MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { doorClient, type HttpDoors } from "./http/http-doors.ts";
import { loopback, type Ports } from "./ports.ts";

/** Addresses of the parts of a running pipeline. */
export interface Addresses {
  /** Address of the MQTT broker, `mqtt://host:port`, without user and password. */
  readonly mqttUrl: string;
  /** The same broker with all that is needed to connect. */
  readonly mqtt: MqttBroker;
  /** `host:port`, for all clients but Connect and the consumer, which have listeners of their own. */
  readonly kafkaBrokers: string;
  /** `undefined`: the project's own Kafka. */
  readonly kafkaAccess?: KafkaAccess;
  readonly connectUrl: string;
  /** Metrics of the Connect worker, as Prometheus text. */
  readonly connectMetricsUrl: string;
  readonly publisherUrl: string;
  /** The same publisher with all that is needed to ask it. */
  readonly publisher: HttpClient;
  readonly consumerUrl: string;
  readonly consumer: HttpClient;
}

/** Returns the addresses of a pipeline on these ports. `doors`: files of its HTTP services, if they are shut. Everything listens on loopback only, whatever the runtime. */
export function addressesAt(ports: Ports, doors?: HttpDoors): Addresses {
  const publisher = doorClient(doors, "publisher", ports.PUBLISHER_PORT);
  const consumer = doorClient(doors, "consumer", ports.CONSUMER_PORT);
  return {
    ...brokerAddresses(MqttBroker.at(`mqtt://${loopback}:${ports.MQTT_PORT}`)),
    kafkaBrokers: `${loopback}:${ports.KAFKA_PORT}`,
    connectUrl: `http://${loopback}:${ports.CONNECT_PORT}`,
    connectMetricsUrl: `http://${loopback}:${ports.CONNECT_METRICS_PORT}/metrics`,
    ...{ publisherUrl: publisher.url, publisher },
    ...{ consumerUrl: consumer.url, consumer },
  };
}

/** Returns the addresses of a pipeline's MQTT broker. */
export function brokerAddresses(mqtt: MqttBroker): Pick<Addresses, "mqtt" | "mqttUrl"> {
  return { mqtt, mqttUrl: mqtt.toString() };
}
