import { readClientProperties } from "../../../services/shared/kafka/security/client-properties.ts";
import { type KafkaAccess } from "../../../services/shared/kafka/security/kafka-security.ts";
import { type ForeignPipeline } from "./foreign-pipeline.ts";

/**
 * Session timeout where the client properties have none: brokers allow 6 s to 30 min by default
 * (`group.min.session.timeout.ms`, `group.max.session.timeout.ms`), those of cloud services 6 s to 5 min.
 */
const usualSessionTimeoutMs = 10_000;

/**
 * Returns the terms on which the Kafka of a foreign pipeline lets clients in.
 * @throws {ClientPropertiesError}
 */
export function foreignAccess({ kafkaConfig }: Pick<ForeignPipeline, "kafkaConfig">): KafkaAccess {
  if (kafkaConfig === undefined) return { security: {}, sessionTimeoutMs: usualSessionTimeoutMs };
  const { security, sessionTimeoutMs = usualSessionTimeoutMs } = readClientProperties(kafkaConfig);
  return { security, sessionTimeoutMs };
}
