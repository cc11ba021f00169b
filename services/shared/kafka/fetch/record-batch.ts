import { ByteReader } from "./byte-reader.ts";
import { decompress } from "./compression.ts";
import { FetchedRecord } from "./fetched-record.ts";

/** A batch of records (Kafka documentation, "Message Format", magic 2). */
export interface RecordBatch {
  readonly lastOffset: number;
  readonly producerId: bigint;
  /** Whether the batch is the marker that ends a transaction. */
  readonly isControl: boolean;
  readonly records: readonly FetchedRecord[];
}

/** Batches at the beginning of a partition's log, as far as they were fetched. */
interface FetchedBatches {
  readonly batches: readonly RecordBatch[];
  /** Whether the first one has a format from before Kafka 0.11; then there are no batches. */
  readonly isLegacy: boolean;
}

/** A batch that cannot be read; kafkajs does not try again. */
class UnreadableBatchError extends Error {
  override readonly name = "UnreadableBatchError";
  readonly retriable = false;
}

/** Position of the format's number within a batch, behind its offset, its length and the leader's epoch. */
const magicPosition = 16;
const leaderEpochBytes = 4;
const magicBytes = 1;
const currentMagic = 2;
const checksumBytes = 4;
/** Epoch and first sequence number of the producer. */
const producerStateBytes = 6;
/** Bits of a batch's attributes. */
const compressionBits = 0b111;
const appendTimeBit = 1 << 3;
const controlBit = 1 << 5;

/**
 * Reads batches up to the end of the bytes, or to the first one that is incomplete: a broker cuts its answer at the size that
 * was asked for. Checksums are not verified, as by kafkajs. `where`: name of the partition.
 * @throws Error with partition, offset and reason, if a batch is damaged or has an unknown compression
 */
export async function readBatches(bytes: Buffer, where: string): Promise<FetchedBatches> {
  const batches: RecordBatch[] = [];
  let position = 0;
  while (bytes.length - position > magicPosition) {
    const firstOffset = bytes.readBigInt64BE(position);
    const start = position + BigInt64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT;
    const end = start + bytes.readInt32BE(start - Int32Array.BYTES_PER_ELEMENT);
    if (end > bytes.length) break;
    // Behind other batches, the next fetch begins with it.
    if (bytes[position + magicPosition] !== currentMagic) return { batches, isLegacy: batches.length === 0 };
    try {
      batches.push(await readBatch(Number(firstOffset), new ByteReader(bytes.subarray(start, end))));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnreadableBatchError(`${where} cannot be read at offset ${firstOffset}: ${reason}`, {
        cause: error,
      });
    }
    position = end;
  }
  return { batches, isLegacy: false };
}

async function readBatch(firstOffset: number, reader: ByteReader): Promise<RecordBatch> {
  reader.bytes(leaderEpochBytes + magicBytes + checksumBytes);
  const attributes = reader.int16();
  const lastOffset = firstOffset + reader.int32();
  const firstTimestamp = Number(reader.int64());
  const maxTimestamp = Number(reader.int64());
  const producerId = reader.int64();
  reader.bytes(producerStateBytes);
  const count = reader.int32();
  const bytes = await decompress(attributes & compressionBits, reader.bytes(reader.left));
  const isControl = (attributes & controlBit) !== 0;
  const appendedAt = attributes & appendTimeBit ? maxTimestamp : undefined;
  const unpacked = new ByteReader(bytes);
  const records: FetchedRecord[] = [];
  while (records.length < count) {
    const { timestampDelta, offsetDelta, ...record } = readRecord(unpacked);
    records.push(
      new FetchedRecord({
        ...record,
        offset: String(firstOffset + offsetDelta),
        timestamp: String(appendedAt ?? firstTimestamp + timestampDelta),
        isControlRecord: isControl,
        bytes,
      }),
    );
  }
  return { lastOffset, producerId, isControl, records };
}

/** Reads the small fields of a record, and finds the others; checks that all of it is there. */
function readRecord(reader: ByteReader) {
  const length = reader.varint();
  const start = reader.position;
  const attributes = reader.int8();
  const timestampDelta = reader.varint();
  const offsetDelta = reader.varint();
  const keyAt = reader.position;
  reader.skipNullableBytes();
  const valueAt = reader.position;
  reader.skipNullableBytes();
  const headersAt = reader.position;
  for (let left = reader.varint(); left > 0; left -= 1) {
    reader.skipBytes();
    reader.skipNullableBytes();
  }
  reader.endAt(start, length);
  return { attributes, timestampDelta, offsetDelta, keyAt, valueAt, headersAt };
}
