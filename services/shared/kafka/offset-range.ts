import { type Batch } from "kafkajs";

/** Offsets of a partition without one missing between the first and the last. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/** A batch as kafkajs 2.2.4 makes it. Its type leaves out the records that it keeps from `messages`. */
interface WholeBatch extends Pick<Batch, "topic" | "partition"> {
  readonly messagesWithinOffset: readonly { readonly offset: string }[];
}

/**
 * Returns the offsets of a batch of kafkajs, in order, those of transaction markers and of aborted records as well: they are no
 * records for a consumer, and nothing is missing where they stand.
 */
export function offsetRangesOf(batch: Batch): OffsetRange[] {
  const { topic, partition, messagesWithinOffset } = batch as Batch & WholeBatch;
  const ranges: { topic: string; partition: number; first: number; last: number }[] = [];
  for (const message of messagesWithinOffset) {
    const offset = Number(message.offset);
    const range = ranges.at(-1);
    if (range && range.last + 1 === offset) range.last = offset;
    else ranges.push({ topic, partition, first: offset, last: offset });
  }
  return ranges;
}
