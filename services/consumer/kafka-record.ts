/** A record of the Kafka log, as far as it concerns the consumer. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** `null` for a tombstone. */
  readonly value: Buffer | null;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly header: (name: string) => string | undefined;
}
