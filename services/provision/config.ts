import { z } from "zod";
import { kafkaBrokers, kafkaTopic, logLevel } from "../shared/environment.ts";
import { connectorName } from "./mqtt-source.ts";

/** The settings of the one-shot that prepares the pipeline. */
export const provisionSettings = z.object({
  LOG_LEVEL: logLevel,
  KAFKA_BROKERS: kafkaBrokers.default(["127.0.0.1:9092"]),
  KAFKA_TOPIC: kafkaTopic.default("coffee"),
  CONNECT_URL: z
    .url({ protocol: /^https?$/, error: "http://host:port is allowed" })
    .default("http://127.0.0.1:8083"),
  /** `none` where something else carries the readings. */
  CONNECTOR: z
    .enum([connectorName, "none"], { error: `${connectorName} or none is allowed` })
    .default(connectorName),
});
