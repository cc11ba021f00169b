/** A partition of a response to a fetch. */
export interface PartitionBytes {
  readonly partition: number;
  readonly log: Buffer;
  readonly aborted?: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[];
}

const int16 = (value: number) => bytesOf(2, (bytes) => bytes.writeInt16BE(value));
const int32 = (value: number) => bytesOf(4, (bytes) => bytes.writeInt32BE(value));
const int64 = (value: bigint) => bytesOf(8, (bytes) => bytes.writeBigInt64BE(value));

/** Returns a broker's response to a fetch, without its correlation id. (Kafka protocol guide, "Fetch API".) */
export function fetchResponseBytes(
  version: number,
  topic: string,
  partitions: readonly PartitionBytes[],
): Buffer {
  return Buffer.concat([
    int32(7),
    ...(version >= 7 ? [int16(0), int32(42)] : []),
    ...[int32(1), int16(topic.length), Buffer.from(topic)],
    int32(partitions.length),
    ...partitions.flatMap(({ partition, log, aborted }) => [
      ...[int32(partition), int16(0), int64(2_000n), int64(1_999n)],
      ...(version >= 5 ? [int64(3n)] : []),
      int32(aborted?.length ?? -1),
      ...(aborted ?? []).flatMap(({ producerId, firstOffset }) => [int64(producerId), int64(firstOffset)]),
      ...(version >= 11 ? [int32(-1)] : []),
      ...[int32(log.length), log],
    ]),
  ]);
}

function bytesOf(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}
