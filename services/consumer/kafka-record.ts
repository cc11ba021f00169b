import { type Batch, type IHeaders, type KafkaMessage } from "kafkajs";

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

/** Returns the record that a message of kafkajs is. */
export function kafkaRecordOf(
  { topic, partition }: Pick<Batch, "topic" | "partition">,
  { offset, value, timestamp, headers }: KafkaMessage,
): KafkaRecord {
  return {
    ...{ topic, partition, offset, value },
    timestampMs: Number(timestamp),
    header: (name) => headerText(headers, name),
  };
}

/** Returns a header's value as text; the last one if the name occurs several times, as Kafka's own clients do. */
function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value.at(-1) : value)?.toString();
}
