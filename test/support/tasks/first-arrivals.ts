import { type KafkaReader } from "../pipeline/kafka-reader.ts";

/** First arrivals of the messages of a `SteadyLoad` in Kafka. */
export class FirstArrivals {
  readonly #reader: KafkaReader;
  readonly #arrived = new Map<string, Set<number>>();
  #read = 0;

  constructor(reader: KafkaReader) {
    this.#reader = reader;
  }

  /** Numbers of the messages by key, in the order of their first arrival. */
  get byKey(): ReadonlyMap<string, ReadonlySet<number>> {
    for (const { value } of this.#reader.records.slice(this.#read)) {
      const { id, number } = JSON.parse(String(value)) as { readonly id: string; readonly number: number };
      this.#arrived.set(id, (this.#arrived.get(id) ?? new Set()).add(number));
      this.#read += 1;
    }
    return this.#arrived;
  }

  /** Number of the messages of a key that have arrived. */
  count(key: string): number {
    return this.byKey.get(key)?.size ?? 0;
  }
}
