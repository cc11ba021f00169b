import { type Batch, type IHeaders, type KafkaMessage } from "kafkajs";
import { FetchedRecord } from "../shared/kafka/fetch/fetched-record.ts";

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
  message: KafkaMessage,
): KafkaRecord {
  return {
    topic,
    partition,
    offset: message.offset,
    value: message.value,
    timestampMs: Number(message.timestamp),
    header: (name) =>
      message instanceof FetchedRecord ? message.header(name) : headerText(message.headers, name),
  };
}

/** Returns a header's value as text; the last one if the name occurs several times, as Kafka's own clients do. */
function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value.at(-1) : value)?.toString();
}
