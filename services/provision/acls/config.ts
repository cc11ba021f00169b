import { z } from "zod";
import { kafkaBrokers, kafkaTopic, logLevel } from "../../shared/environment.ts";
import { defaultTopic } from "../../shared/topics.ts";

/** Settings of the one-shot that grants rights in Kafka. */
export const rightsSettings = z.object({
  LOG_LEVEL: logLevel,
  KAFKA_BROKERS: kafkaBrokers,
  KAFKA_TOPIC: kafkaTopic.default(defaultTopic).meta({ description: "topic of the readings" }),
  KAFKA_CONFIG: z
    .string({ error: "a file of client properties is needed" })
    .meta({ description: "file of client properties of the node itself", unset: "none; needed" }),
  SCRAM_PASSWORD_FILE: z
    .string({ error: "a file with a password is needed" })
    .meta({ description: "file with the password of the user of SCRAM", unset: "none; needed" }),
});
