import { randomBytes } from "node:crypto";

/**
 * Returns a new id for a Kafka cluster or a folder of its data: 16 random bytes in URL-safe base64, like those of `kafka-storage random-uuid`. None
 * begins with a dash, which the tools would take for an option (`org.apache.kafka.common.Uuid` avoids it, too).
 */
export function newKafkaId(): string {
  const id = randomBytes(16).toString("base64url");
  return id.startsWith("-") ? newKafkaId() : id;
}
