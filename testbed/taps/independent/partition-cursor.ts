import { type LogRecord } from "./log-record.ts";

/** A batch of records as it is in the log (Kafka documentation, "Message Format", magic 2). */
export interface RecordBatch {
  readonly magic: number;
  /** Bit 4: transactional; bit 5: control. */
  readonly attributes: number;
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly producerId: bigint;
  readonly records: readonly {
    readonly offsetDelta: number;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
  }[];
}

const transactionalBit = 1 << 4;
const controlBit = 1 << 5;
/** Type of a control record, in its key after a version of two bytes. */
const abortMarker = 0;
const commitMarker = 1;

/**
 * Position of a reader in a partition. Passes on the records that a consumer can read, each once: those of a transaction when
 * its commit marker comes, none of an aborted one. Pure.
 */
export class PartitionCursor {
  readonly #topic: string;
  readonly #onRecord: (record: LogRecord) => void;
  /** Records of transactions that are open, by producer. */
  readonly #open = new Map<bigint, LogRecord[]>();
  #next: bigint;
  #hasHoles = false;

  constructor(topic: string, start: bigint, onRecord: (record: LogRecord) => void) {
    this.#topic = topic;
    this.#next = start;
    this.#onRecord = onRecord;
  }

  /** The next offset to be read. */
  get next(): bigint {
    return this.#next;
  }

  /** Whether offsets are without a record: records may have been removed (retention, compaction). */
  get hasHoles(): boolean {
    return this.#hasHoles;
  }

  /** Goes on at this offset, the first that the log still has, if it is further. */
  skipTo(offset: bigint): void {
    if (offset <= this.#next) return;
    this.#hasHoles = true;
    this.#next = offset;
  }

  /**
   * Takes the next batch. It may begin before the next offset: a broker returns whole batches.
   * @throws RangeError for a batch in a format from before Kafka 0.11
   */
  take(batch: RecordBatch): void {
    const { magic, attributes, firstOffset, lastOffsetDelta, producerId, records } = batch;
    if (magic !== 2)
      throw new RangeError(`a batch in message format v${magic}; the independent reader knows v2`);
    const end = firstOffset + BigInt(lastOffsetDelta) + 1n;
    if (end <= this.#next) return;
    if (firstOffset > this.#next || records.length !== lastOffsetDelta + 1) this.#hasHoles = true;
    if ((attributes & controlBit) !== 0) this.#endTransaction(producerId, records[0]?.key);
    else this.#pass(batch, (attributes & transactionalBit) !== 0 ? this.#openOf(producerId) : undefined);
    this.#next = end;
  }

  #pass({ firstOffset, records }: RecordBatch, held: LogRecord[] | undefined): void {
    for (const { offsetDelta, value, headers } of records) {
      if (firstOffset + BigInt(offsetDelta) < this.#next) continue;
      const record = {
        topic: this.#topic,
        value,
        headers: headers.map(([name, content]) => [name?.toString() ?? "", content] as const),
      };
      if (held === undefined) this.#onRecord(record);
      else held.push(record);
    }
  }

  #openOf(producerId: bigint): LogRecord[] {
    let records = this.#open.get(producerId);
    if (records === undefined) {
      records = [];
      this.#open.set(producerId, records);
    }
    return records;
  }

  #endTransaction(producerId: bigint, key: Buffer | null | undefined): void {
    const type = key?.readInt16BE(2);
    if (type !== abortMarker && type !== commitMarker) return;
    if (type === commitMarker) for (const record of this.#open.get(producerId) ?? []) this.#onRecord(record);
    this.#open.delete(producerId);
  }
}
