import { type Partition } from "../../topics/partition-map.ts";
import { type Client } from "./platformatic.ts";

/** Timestamp that stands for the start of a log. (Kafka protocol guide, "ListOffsets API".) */
const earliest = -2n;

/** The place in a partition from which it is fetched on. */
export class LogPosition implements Partition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset; `undefined` until it is found. */
  next: number | undefined;
  #isOutOfRange = false;

  constructor(topic: string, partition: number, next?: number) {
    this.topic = topic;
    this.partition = partition;
    this.next = next;
  }

  /** Finds the next offsets of those that have none: what the group has committed, otherwise the start of the log. */
  static async find(positions: readonly LogPosition[], client: Client): Promise<void> {
    const unknown = positions.filter(({ next }) => next === undefined);
    if (unknown.length === 0) return;
    const topics = [...Map.groupBy(unknown, ({ topic }) => topic)].map(([topic, all]) => ({
      topic,
      partitions: all.map(({ partition }) => partition),
    }));
    const [committed, starts] = await Promise.all([
      client.listCommittedOffsets({ topics }),
      client.listOffsets({
        topics: topics.map(({ topic }) => topic),
        partitions: Object.fromEntries(topics.map(({ topic, partitions }) => [topic, partitions])),
        timestamp: earliest,
      }),
    ]);
    for (const position of unknown) {
      const { topic, partition } = position;
      const start = Number(starts.get(topic)?.[partition] ?? 0n);
      const offset = Number(committed.get(topic)?.[partition] ?? -1n);
      // Also before the start, where records were removed.
      position.next = position.#isOutOfRange ? start : Math.max(start, offset);
    }
  }

  /** Begins at the start of the log again. */
  resetToStart(): void {
    this.#isOutOfRange = true;
    this.next = undefined;
  }
}
