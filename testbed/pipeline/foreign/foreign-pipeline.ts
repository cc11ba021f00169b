import { type MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";

/** The addresses and topics of a pipeline that somebody else runs. */
export interface ForeignPipeline {
  readonly mqtt: MqttBroker;
  /** May have the level `{shard}`. */
  readonly mqttTopic: string;
  /** `host:port`, separated by commas. */
  readonly kafkaBrokers: string;
  /** File of client properties for Kafka; default: plain text without authentication. */
  readonly kafkaConfig?: string | undefined;
  readonly kafkaTopic: string;
}

/** An address or a topic of a foreign pipeline that does not answer; the message has its option and the reason. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}
