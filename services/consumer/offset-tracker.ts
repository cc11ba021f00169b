/** A fetched batch, as far as its offsets go; offsets are decimal text in kafkajs. */
export interface OffsetBatch<Message extends { readonly offset: string }> {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: string;
  readonly messages: readonly Message[];
  lastOffset(): string;
}

/** An offset to commit: that of the next record to read. */
export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Offsets of a consumer: the next to handle and those not yet committed, per partition. Pure. */
export class OffsetTracker {
  /** The next offset to handle, by `topic partition`. */
  readonly #next = new Map<string, number>();
  /** Handled and not yet committed, by `topic partition`. */
  readonly #uncommitted = new Map<string, PartitionOffset>();
  #readAgain = 0;

  /** Number of messages that were fetched again after this process had handled them. */
  get readAgain(): number {
    return this.#readAgain;
  }

  /** Returns the messages of a batch that have not been handled yet. */
  unhandled<Message extends { readonly offset: string }>(batch: OffsetBatch<Message>): Message[] {
    const next = this.#nextIn(batch);
    const messages = batch.messages.filter(({ offset }) => Number(offset) >= next);
    this.#readAgain += batch.messages.length - messages.length;
    return messages;
  }

  /** Marks all messages of a batch as handled. */
  markHandled(batch: OffsetBatch<{ readonly offset: string }>): void {
    const { topic, partition } = batch;
    const end = Number(batch.lastOffset()) + 1;
    this.#next.set(keyOf(batch), Math.max(this.#nextIn(batch), end));
    this.#uncommitted.set(keyOf(batch), { topic, partition, offset: String(end) });
  }

  /** Returns the offsets to commit, and takes them as committed. */
  takeUncommitted(): PartitionOffset[] {
    const offsets = [...this.#uncommitted.values()];
    this.#uncommitted.clear();
    return offsets;
  }

  #nextIn(batch: OffsetBatch<{ readonly offset: string }>): number {
    const handled = this.#next.get(keyOf(batch)) ?? 0;
    // A log that ends before the handled offset is a new one: the topic was deleted and created again.
    return Number(batch.highWatermark) < handled ? 0 : handled;
  }
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic} ${partition}`;
}
