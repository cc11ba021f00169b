import { z } from "zod";
import { kafkaBrokers, kafkaTopic, logLevel } from "../shared/environment.ts";
import { defaultTopic } from "../shared/topics.ts";
import { connectFiles } from "./connect-client.ts";
import { connectorName } from "./mqtt-source.ts";

/** Settings of the one-shot that creates topics and registers the connector. */
export const provisionSettings = z.object({
  LOG_LEVEL: logLevel,
  KAFKA_BROKERS: kafkaBrokers,
  KAFKA_CONFIG: z
    .string()
    .optional()
    .meta({ description: "file of client properties for TLS and SASL", unset: "plain text, no user" }),
  KAFKA_TOPIC: kafkaTopic.default(defaultTopic).meta({ description: "topic to create for readings" }),
  CONNECT_URL: z
    .url({ protocol: /^https?$/, error: "http://host:port is allowed" })
    .default("http://127.0.0.1:8083")
    .meta({ description: "URL of Kafka Connect's REST API" }),
  ...connectFiles,
  CONNECTOR: z
    .enum([connectorName, "none"], { error: `${connectorName} or none is allowed` })
    .default(connectorName)
    .meta({ description: "connector to register; none: another bridge carries the readings" }),
});
