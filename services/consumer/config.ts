import { z } from "zod";
import { port, serviceSettings } from "../shared/environment.ts";

const hostAndPort = /^[^\s:,]+:\d{1,5}$/;

const brokers = z
  .string()
  .transform((list) => list.split(",").map((broker) => broker.trim()))
  .refine(
    (list) => list.every((broker) => hostAndPort.test(broker)),
    "a comma-separated list of host:port is allowed",
  );

/** Kafka's rule for topic names. */
const kafkaTopic = z
  .string()
  .regex(/^(?!\.{1,2}$)[\w.-]{1,249}$/, "1 to 249 letters, digits, dots, dashes or underscores are allowed");

/** The consumer's settings: the variables that it reads, what they may be, and what they are when not set. */
export const consumerSettings = z.object({
  ...serviceSettings,
  PORT: port().default(3001),
  KAFKA_BROKERS: brokers.default(["127.0.0.1:9092"]),
  KAFKA_TOPIC: kafkaTopic.default("coffee"),
});
