import { type FoundPartition, type FoundTopic } from "../topics/found-topic.ts";
import { type Partition, PartitionMap } from "../topics/partition-map.ts";

/** A fetched batch, as far as its offsets go; offsets are decimal text, as in kafkajs. */
export interface OffsetBatch<Message extends { readonly offset: string }> extends Partition {
  readonly highWatermark: string;
  readonly messages: readonly Message[];
  firstOffset(): string | null;
  lastOffset(): string;
}

/** An offset to commit: that of the next record to read. */
export interface PartitionOffset extends Partition {
  readonly offset: string;
}

/** Offsets that Kafka has removed before they were read: by retention, or because somebody deleted the records. */
export interface RemovedOffsets extends Partition {
  /** The first of them. */
  readonly from: number;
  /** The offset behind the last of them. */
  readonly to: number;
}

/** Partitions of a member, by topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

/** Counts of a consumer since its start, from its offsets. */
export interface OffsetCounts {
  /**
   * Number of records that were read again and skipped: this process had handled them, but not committed their offsets before
   * it lost Kafka or its membership.
   */
  readonly readAgain: number;
  /** Number of records that Kafka removed before this member had read them, control records of transactions among them. */
  readonly removed: number;
  /** Number of times that a topic was deleted and created again. */
  readonly recreated: number;
}

type Batch = OffsetBatch<{ readonly offset: string }>;

/**
 * Offsets of a consumer, per partition: the next to handle, the next to read, and those not yet committed. Pure.
 *
 * A topic that was deleted and created again is known by its id. From a broker without ids, only a log that ends before the
 * handled offset is known to be a new one.
 */
export class OffsetTracker implements OffsetCounts {
  /** Ids of the topics that were found last. */
  readonly #ids = new Map<string, string>();
  /** Topics that were created again, until an offset of the new one is committed. */
  readonly #restarting = new Set<string>();
  /** The next offset to handle: those before it were handled by this process, or are counted as removed. */
  readonly #next = new PartitionMap<number>();
  /** Partitions of this member, and the next offset that the group reads there; `undefined` until it is found. */
  readonly #positions = new PartitionMap<number | undefined>();
  /** Offsets that the group had committed when the topics were found last. kafkajs commits -2 for one that is out of range. */
  readonly #committed = new PartitionMap<number>();
  readonly #uncommitted = new PartitionMap<PartitionOffset>();
  /** Partitions of which nothing was read since the last join. */
  readonly #fresh = new PartitionMap<true>();
  /** First offsets of batches that did not begin at the position. */
  readonly #questioned = new PartitionMap<string | null>();
  #readAgain = 0;
  #removed = 0;
  #recreated = 0;

  get readAgain(): number {
    return this.#readAgain;
  }

  get removed(): number {
    return this.#removed;
  }

  get recreated(): number {
    return this.#recreated;
  }

  /** Partitions of this member to be read from offset 0, since their topic was created again. */
  get restarts(): PartitionOffset[] {
    return this.#positions
      .keys()
      .filter(({ topic }) => this.#restarting.has(topic))
      .map((partition) => ({ ...partition, offset: "0" }));
  }

  /** The offsets to commit. */
  get uncommitted(): PartitionOffset[] {
    return this.#uncommitted.values();
  }

  /** Takes the assignment of a member that has joined its group. Other members may have read its partitions meanwhile. */
  join(assignment: Assignment): void {
    this.#positions.clear();
    this.#uncommitted.clear();
    this.#questioned.clear();
    this.#fresh.clear();
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        this.#positions.set({ topic, partition }, undefined);
        this.#fresh.set({ topic, partition }, true);
      }
    }
    this.#restart();
  }

  /** Takes what was found of a topic. Returns whether it is a new one, and which of its offsets were removed. */
  find({ topic, id, partitions }: FoundTopic): {
    readonly isNew: boolean;
    readonly removed: readonly RemovedOffsets[];
  } {
    const known = this.#ids.get(topic);
    const isNew = id !== undefined && known !== undefined && id !== known;
    if (id !== undefined) this.#ids.set(topic, id);
    if (isNew) {
      this.#recreated += 1;
      for (const map of [this.#next, this.#committed, this.#uncommitted, this.#questioned]) map.clear(topic);
      this.#restarting.add(topic);
      this.#restart();
    }
    // Kafka would refuse the offsets of partitions that the new topic does not have. A topic that is missing may be back.
    const isGone = (key: Partition) => key.topic === topic && key.partition >= partitions.length;
    if (partitions.length > 0)
      for (const key of this.#uncommitted.keys()) if (isGone(key)) this.#uncommitted.delete(key);
    const removed = partitions.flatMap((found, partition) =>
      this.#findPartition({ topic, partition }, found),
    );
    return { isNew, removed };
  }

  /** Whether the partition is one of this member. */
  isAssigned(partition: Partition): boolean {
    return this.#positions.has(partition);
  }

  /** Whether a batch does not begin at the position, asked for the first time. */
  isUnexpected(batch: Batch): boolean {
    const first = batch.firstOffset();
    if (Number(first) === this.#positions.get(batch) || this.#questioned.get(batch) === first) return false;
    this.#questioned.set(batch, first);
    return true;
  }

  /** Whether another member has read between what this process has handled of the partition and a batch, its first since the join. */
  isBehindOthers(batch: Batch): boolean {
    const handled = this.#next.get(batch);
    return handled !== undefined && this.#fresh.has(batch) && Number(batch.firstOffset()) > handled;
  }

  /** Returns the messages of a batch that have not been handled yet. */
  unhandled<Message extends { readonly offset: string }>(batch: OffsetBatch<Message>): readonly Message[] {
    const next = this.#nextIn(batch);
    const [first] = batch.messages;
    // Nearly always, and no offset of the others is looked at.
    if (first === undefined || Number(first.offset) >= next) return batch.messages;
    const messages = batch.messages.filter(({ offset }) => Number(offset) >= next);
    this.#readAgain += batch.messages.length - messages.length;
    return messages;
  }

  /** Marks all messages of a batch as handled. */
  markHandled(batch: Batch): void {
    const { topic, partition } = batch;
    const end = Number(batch.lastOffset()) + 1;
    this.#next.set(batch, Math.max(this.#nextIn(batch), end));
    this.#positions.set(batch, end);
    this.#questioned.delete(batch);
    this.#fresh.delete(batch);
    this.#uncommitted.set(batch, { topic, partition, offset: String(end) });
  }

  /** Takes offsets as committed, but for partitions that have another one to commit by now. */
  markCommitted(offsets: readonly PartitionOffset[]): void {
    for (const offset of offsets) {
      if (this.#uncommitted.get(offset) !== offset) continue;
      this.#uncommitted.delete(offset);
      this.#restarting.delete(offset.topic);
    }
  }

  /** Has the partitions of topics that were created again read from offset 0, whatever the group has committed there. */
  #restart(): void {
    for (const restart of this.restarts) {
      this.#positions.set(restart, 0);
      this.#uncommitted.set(restart, restart);
    }
  }

  #findPartition(key: Partition, { start, committed }: FoundPartition): RemovedOffsets[] {
    if (committed !== undefined) this.#committed.set(key, committed);
    if (!this.#positions.has(key)) return [];
    const position = this.#positions.get(key) ?? this.#committed.get(key) ?? start;
    this.#positions.set(key, Math.max(position, start));
    const from = Math.max(position, this.#next.get(key) ?? 0);
    if (from >= start) return [];
    // Not counted again after the next join, at which Kafka still has the committed offset.
    this.#next.set(key, start);
    this.#removed += start - from;
    return [{ ...key, from, to: start }];
  }

  #nextIn(batch: Batch): number {
    const handled = this.#next.get(batch) ?? 0;
    return Number(batch.highWatermark) < handled ? 0 : handled;
  }
}
