/** A batch, as far as transactions go. */
export interface TransactionalBatch {
  readonly lastOffset: number;
  readonly producerId: bigint;
  /** Whether the batch is the marker that ends a transaction. */
  readonly isControl: boolean;
  readonly records: readonly { readonly key: Buffer | null }[];
}

/** A transaction that was aborted, as the broker names it in its response. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** Type of the marker of an aborted transaction, in the marker's key behind a version of two bytes. */
const abortType = 0;
const typePosition = 2;

/**
 * Returns those of the batches that belong to aborted transactions. `aborted`: the transactions of the fetched part of the
 * log, in any order. Follows Kafka's own client (`CompletedFetch`). kafkajs shows records of an aborted transaction if a fetch
 * begins within several, or if a record's key looks like an abort marker's.
 */
export function abortedBatches<Batch extends TransactionalBatch>(
  batches: readonly Batch[],
  aborted: readonly AbortedTransaction[],
): ReadonlySet<Batch> {
  const found = new Set<Batch>();
  const waiting = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  const producers = new Set<bigint>();
  for (const batch of batches) {
    for (
      let next = waiting.at(-1);
      next !== undefined && next.firstOffset <= batch.lastOffset;
      next = waiting.at(-1)
    ) {
      producers.add(next.producerId);
      waiting.pop();
    }
    if (isAbortMarker(batch)) producers.delete(batch.producerId);
    else if (!batch.isControl && producers.has(batch.producerId)) found.add(batch);
  }
  return found;
}

function isAbortMarker({ isControl, records }: TransactionalBatch): boolean {
  return isControl && records[0]?.key?.readInt16BE(typePosition) === abortType;
}
