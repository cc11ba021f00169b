import { type KafkaSecurity } from "../../shared/kafka/security/kafka-security.ts";

/** A consumer group, and the Kafka that it is in. */
export interface GroupAddress {
  readonly brokers: readonly string[];
  /** Default: plain text without authentication. */
  readonly security?: KafkaSecurity | undefined;
  readonly groupId: string;
}
