import { type OffsetRange } from "../../services/shared/kafka/offset-range.ts";

/** End of a partition's log. */
export interface LogEnd {
  readonly partition: number;
  /** Offset behind the last record that a consumer can read, as kafkajs has it: it asks for committed records. */
  readonly high: string;
}

/** Positions of a reader in the partitions of its topics. Consecutive offsets prove that nothing was missed. Pure. */
export class LogPositions {
  /** The next offset of each partition, by `topic partition`. */
  readonly #next = new Map<string, number>();

  /** `startOffsets`: first offsets in the partitions of `topic`; all others are read from offset 0. */
  constructor(topic: string, startOffsets: ReadonlyMap<number, number> = new Map()) {
    for (const [partition, offset] of startOffsets) this.#next.set(`${topic} ${partition}`, offset);
  }

  /** Goes on behind these offsets. Returns whether offsets before them were skipped. */
  pass({ topic, partition, first, last }: OffsetRange): boolean {
    const expected = this.#nextOf(topic, partition);
    this.#next.set(`${topic} ${partition}`, last + 1);
    return first > expected;
  }

  /** Goes on at this offset, since the log has nothing before it any more. */
  skipTo(topic: string, partition: number, offset: number): void {
    if (offset > this.#nextOf(topic, partition)) this.#next.set(`${topic} ${partition}`, offset);
  }

  /** Goes on at offset 0 of all partitions of a topic that was created again. */
  restart(topic: string): void {
    for (const key of this.#next.keys()) if (key.startsWith(`${topic} `)) this.#next.delete(key);
  }

  /** Whether everything before these ends of a topic has been passed. */
  hasReached(topic: string, ends: readonly LogEnd[]): boolean {
    return ends.every(({ partition, high }) => this.#nextOf(topic, partition) >= Number(high));
  }

  #nextOf(topic: string, partition: number): number {
    return this.#next.get(`${topic} ${partition}`) ?? 0;
  }
}
