import { z } from "zod";

const text = (usual: string, description: string) => z.string().default(usual).meta({ description });

/** Images of `docker-compose.yml`, by the variables that replace them. */
export const imageSettings = {
  MOSQUITTO_IMAGE: text("eclipse-mosquitto:2.0.22", "base image of Mosquitto"),
  KAFKA_IMAGE: text("apache/kafka:4.3.1", "base image of Kafka and Kafka Connect"),
  NODE_IMAGE: text("node:24.21.0-bookworm-slim", "base image of publisher, consumer, proxy and provision"),
  MAVEN_IMAGE: text("maven:3.9.11-eclipse-temurin-17", "image that builds the connector"),
  CONNECT_IMAGE: text("mqtt-kafka-testbed/connect", "name of the built image of Kafka Connect"),
  SERVICES_IMAGE: text("mqtt-kafka-testbed/services", "name of the built image of the services"),
} as const;

/** Variables of `docker-compose.yml` for the containers of a stack that is left running. */
export const containerSettings = {
  MQTT_FILTER: z.string().optional().meta({
    description: "topic filter of the connector: coffee/+ for MQTT_TOPIC=coffee/{shard}",
    unset: "MQTT_TOPIC",
  }),
  CERTIFICATES_FOLDER: text(
    "./.testbed/certificates",
    "folder of certificates, for docker-compose.secure.yml",
  ),
  RESTART_POLICY: text("unless-stopped", "restart policy of the containers; no: a part that ends stays away"),
} as const;

/** Variables of `docker-compose.cluster.yml`: ports of the nodes and the worker beside the first. */
export const clusterSettings = {
  KAFKA_2_PORT: text("9192", "port of the node kafka-2"),
  KAFKA_3_PORT: text("9292", "port of the node kafka-3"),
  CONNECT_2_PORT: text("8183", "port of the REST API of the worker connect-2"),
  CONNECT_2_METRICS_PORT: text("9504", "port of the metrics of the worker connect-2"),
} as const;

/** Variables of `docker-compose.yml` with which drills carry links through the service `proxy`. */
export const drillSettings = {
  PROXY_PORT: text("3002", "port of the proxy's HTTP"),
  LINKS: z.string().optional().meta({
    description: "links that the proxy carries, such as mqtt-bridge=0.0.0.0:1884>mosquitto:1883",
    unset: "none",
  }),
  MOSQUITTO_FOR_PUBLISHER: text("mosquitto:1883", "address of Mosquitto for the publisher"),
  MOSQUITTO_FOR_CONNECT: text("mosquitto:1883", "address of Mosquitto for Kafka Connect"),
  KAFKA_FOR_CONNECT: text("kafka:19092", "address of Kafka for Kafka Connect"),
  KAFKA_FOR_CONSUMER: text("kafka:29092", "address of Kafka for the consumer"),
} as const;

/** Variables of `docker-compose.cluster.yml` with which drills carry each leg of a link through the service `proxy`. */
export const clusterDrillSettings = {
  MOSQUITTO_FOR_CONNECT_1: text("mosquitto:1883", "address of Mosquitto for connect-1"),
  MOSQUITTO_FOR_CONNECT_2: text("mosquitto:1883", "address of Mosquitto for connect-2"),
  KAFKA_1_FOR_CONNECT: text("kafka-1:19092", "address of kafka-1 for Kafka Connect"),
  KAFKA_2_FOR_CONNECT: text("kafka-2:19092", "address of kafka-2 for Kafka Connect"),
  KAFKA_3_FOR_CONNECT: text("kafka-3:19092", "address of kafka-3 for Kafka Connect"),
  KAFKA_1_FOR_CONSUMER: text("kafka-1:29092", "address of kafka-1 for the consumer"),
  KAFKA_2_FOR_CONSUMER: text("kafka-2:29092", "address of kafka-2 for the consumer"),
  KAFKA_3_FOR_CONSUMER: text("kafka-3:29092", "address of kafka-3 for the consumer"),
} as const;
