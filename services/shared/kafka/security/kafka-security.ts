import { type ConnectionOptions } from "node:tls";

/** SASL mechanisms that both Kafka clients of the project have, by Kafka's names. */
export const saslMechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

/** User and password of a client, and the mechanism that proves them. */
export interface KafkaSasl {
  readonly mechanism: (typeof saslMechanisms)[number];
  readonly username: string;
  readonly password: string;
}

/** TLS of a client: the certificates that it trusts, its own certificate, and what it checks. */
export type KafkaTls = Pick<
  ConnectionOptions,
  "ca" | "cert" | "key" | "pfx" | "passphrase" | "minVersion" | "maxVersion" | "checkServerIdentity"
>;

/** Encryption and authentication of a client of Kafka. */
export interface KafkaSecurity {
  /** `undefined`: plain text. */
  readonly tls?: KafkaTls;
  /** `undefined`: none. */
  readonly sasl?: KafkaSasl;
}

/** Terms on which a Kafka that is not the project's own lets clients in. */
export interface KafkaAccess {
  readonly security: KafkaSecurity;
  /** Session timeout of members of a consumer group, within the limits of its brokers. */
  readonly sessionTimeoutMs: number;
}
