/** A partition of a topic. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
}

/** A map by topic and partition. */
export class PartitionMap<Value> {
  readonly #entries = new Map<string, { readonly key: Partition; readonly value: Value }>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  has(key: Partition): boolean {
    return this.#entries.has(textOf(key));
  }

  get(key: Partition): Value | undefined {
    return this.#entries.get(textOf(key))?.value;
  }

  set({ topic, partition }: Partition, value: Value): void {
    const key = { topic, partition };
    this.#entries.set(textOf(key), { key, value });
  }

  delete(key: Partition): void {
    this.#entries.delete(textOf(key));
  }

  /** Deletes all entries, or those of a topic. */
  clear(topic?: string): void {
    for (const [text, { key }] of this.#entries)
      if (topic === undefined || key.topic === topic) this.#entries.delete(text);
  }

  keys(): Partition[] {
    return [...this.#entries.values()].map(({ key }) => key);
  }

  values(): Value[] {
    return [...this.#entries.values()].map(({ value }) => value);
  }
}

function textOf({ topic, partition }: Partition): string {
  return `${topic} ${partition}`;
}
