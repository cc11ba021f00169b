import { z } from "zod";
import {
  kafkaBrokers,
  kafkaTopic,
  port,
  serviceSettings,
  traceCarrier,
  wholeNumber,
} from "../shared/environment.ts";
import { defaultTopic } from "../shared/topics.ts";
import { kafkaClientNames } from "./reader/kafka-reader.ts";

/** The consumer's default group. */
export const defaultGroup = "coffee-consumer";

/**
 * Default session timeout, for the project's own Kafka: after `kill -9` the next member gets its partitions when the session
 * of the dead one expires. It also applies when kafkajs rejoins as a new member after the last broker was lost, since it
 * cannot leave the group then. Brokers with Kafka's default of `group.min.session.timeout.ms` allow 6 s and more.
 */
export const defaultSessionTimeoutMs = 1_600;

/** Client with which the consumer reads Kafka. */
export const kafkaClientSetting = z
  .enum(kafkaClientNames, { error: `${kafkaClientNames.join(" or ")} is allowed` })
  .default(kafkaClientNames[0])
  .meta({ description: `client with which the consumer reads Kafka: ${kafkaClientNames.join(", ")}` });

/** Settings of the consumer. */
export const consumerSettings = z.object({
  ...serviceSettings,
  PORT: port(3001),
  KAFKA_BROKERS: kafkaBrokers,
  KAFKA_TOPIC: kafkaTopic.default(defaultTopic).meta({ description: "topic to consume" }),
  KAFKA_GROUP: z.string().default(defaultGroup).meta({ description: "consumer group" }),
  KAFKA_CLIENT: kafkaClientSetting,
  KAFKA_SESSION_TIMEOUT_MS: wholeNumber(1, 1_800_000, "ms")
    .default(defaultSessionTimeoutMs)
    .meta({ description: "session timeout in the group, in milliseconds, within the limits of the brokers" }),
  KAFKA_CONFIG: z
    .string()
    .optional()
    .meta({ description: "file of client properties for TLS and SASL", unset: "plain text, no user" }),
  TRACE: traceCarrier,
});
