import { abortedBatches, type TransactionalBatch } from "../../../shared/kafka/fetch/aborted-batches.ts";
import { type OffsetRange } from "../../../shared/kafka/offset-range.ts";
import { type KafkaRecord } from "../../kafka-record.ts";
import { type Partition } from "../../topics/partition-map.ts";
import { type FetchedBatch } from "../kafka-reader.ts";
import { type FetchedPartition } from "./platformatic.ts";

type ClientBatch = NonNullable<FetchedPartition["records"]>[number];
type ClientRecord = ClientBatch["records"][number];

/** A batch of the log. */
interface LogBatch extends TransactionalBatch {
  readonly firstOffset: number;
  readonly records: readonly ClientRecord[];
  /** Timestamp of a record without its delta; of all records, if Kafka has set it when it appended them. */
  readonly baseTimestampMs: number;
  readonly isAppendTime: boolean;
}

/** Bits of a batch's attributes. (Kafka documentation, "Message Format".) */
const appendTimeBit = 1 << 3;
const controlBit = 1 << 5;

/**
 * Returns what was fetched of a partition from this offset on; `undefined` if it is nothing. A broker returns whole batches, so
 * that the first one may begin before. Leaves out the markers of transactions, and the records of aborted ones: the client
 * keeps those whose end is not in the same response, and all but the last ones of a producer (2.12.1,
 * `#filterUncommittedMessages` in clients/consumer/consumer.js).
 */
export function fetchedBatch(
  { topic, partition }: Partition,
  from: number,
  { records, abortedTransactions, highWatermark }: FetchedPartition,
): FetchedBatch | undefined {
  const batches = (records ?? []).map(logBatch).filter(({ lastOffset }) => lastOffset >= from);
  const [first, last] = [batches[0], batches.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const hidden = abortedBatches(
    batches,
    (abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({
      ...{ producerId, firstOffset: Number(firstOffset) },
    })),
  );
  const messages = batches
    .filter((batch) => !batch.isControl && !hidden.has(batch))
    .flatMap((batch) => recordsOf(batch, from, topic, partition));
  const firstOffset = String(Math.max(first.firstOffset, from));
  const lastOffset = String(last.lastOffset);
  return {
    ...{ topic, partition, highWatermark: String(highWatermark), messages },
    firstOffset: () => firstOffset,
    lastOffset: () => lastOffset,
    ranges: () => rangesOf(batches, from, topic, partition),
  };
}

function logBatch(batch: ClientBatch): LogBatch {
  const { attributes, firstOffset, lastOffsetDelta, producerId, records } = batch;
  const isAppendTime = (attributes & appendTimeBit) !== 0;
  return {
    firstOffset: Number(firstOffset),
    lastOffset: Number(firstOffset) + lastOffsetDelta,
    ...{ producerId, records },
    isControl: (attributes & controlBit) !== 0,
    isAppendTime,
    baseTimestampMs: Number(isAppendTime ? batch.maxTimestamp : batch.firstTimestamp),
  };
}

function recordsOf(
  { firstOffset, records, baseTimestampMs, isAppendTime }: LogBatch,
  from: number,
  topic: string,
  partition: number,
): KafkaRecord[] {
  const wanted =
    firstOffset >= from ? records : records.filter(({ offsetDelta }) => firstOffset + offsetDelta >= from);
  return wanted.map(({ offsetDelta, timestampDelta, value, headers }) => ({
    topic,
    partition,
    offset: String(firstOffset + offsetDelta),
    value,
    timestampMs: isAppendTime ? baseTimestampMs : baseTimestampMs + Number(timestampDelta),
    header: (name) => headerText(headers, name),
  }));
}

/** Returns a header's value as text; the last one if the name occurs several times, as Kafka's own clients do. */
function headerText(headers: ClientRecord["headers"], name: string): string | undefined {
  const found = headers.findLast(([key]) => key?.length === name.length && key.toString("latin1") === name);
  return found?.[1]?.toString();
}

function rangesOf(
  batches: readonly LogBatch[],
  from: number,
  topic: string,
  partition: number,
): OffsetRange[] {
  const ranges: { topic: string; partition: number; first: number; last: number }[] = [];
  for (const { firstOffset, records } of batches) {
    for (const { offsetDelta } of records) {
      const offset = firstOffset + offsetDelta;
      if (offset < from) continue;
      const range = ranges.at(-1);
      if (range && range.last + 1 === offset) range.last = offset;
      else ranges.push({ topic, partition, first: offset, last: offset });
    }
  }
  return ranges;
}
