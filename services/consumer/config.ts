import { z } from "zod";
import { kafkaBrokers, kafkaTopic, port, serviceSettings, traceCarrier } from "../shared/environment.ts";

/** The consumer's group, where nobody asks for another. */
export const usualGroup = "coffee-consumer";

/** The consumer's settings: the variables that it reads, what they may be, and what they are when not set. */
export const consumerSettings = z.object({
  ...serviceSettings,
  PORT: port().default(3001),
  KAFKA_BROKERS: kafkaBrokers.default(["127.0.0.1:9092"]),
  KAFKA_TOPIC: kafkaTopic.default("coffee"),
  KAFKA_GROUP: z.string().default(usualGroup),
  TRACE: traceCarrier,
});
