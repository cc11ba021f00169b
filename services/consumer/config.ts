import { z } from "zod";
import { kafkaBrokers, kafkaTopic, port, serviceSettings, traceCarrier } from "../shared/environment.ts";
import { defaultTopic } from "../shared/topics.ts";

/** The consumer's default group. */
export const defaultGroup = "coffee-consumer";

/** Settings of the consumer. */
export const consumerSettings = z.object({
  ...serviceSettings,
  PORT: port(3001),
  KAFKA_BROKERS: kafkaBrokers,
  KAFKA_TOPIC: kafkaTopic.default(defaultTopic).meta({ description: "topic to consume" }),
  KAFKA_GROUP: z.string().default(defaultGroup).meta({ description: "consumer group" }),
  TRACE: traceCarrier,
});
