import { type AbortedTransaction, abortedBatches } from "./aborted-batches.ts";
import { ByteReader } from "./byte-reader.ts";
import { type FetchedRecord } from "./fetched-record.ts";
import { readBatches } from "./record-batch.ts";

/** Part of a response: a partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly preferredReadReplica: number;
  /** Empty: aborted records are marked as control records, which kafkajs leaves out as well. */
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly messages: readonly FetchedRecord[];
}

/** Response to a fetch, as kafkajs has it. */
export interface FetchResponse {
  readonly throttleTime: number;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly FetchedPartition[];
  }[];
}

/** Versions of a response in which fields were added. (Kafka protocol guide, "Fetch API".) */
const added = { logStartOffset: 5, session: 7, clientThrottles: 8, preferredReplica: 11 } as const;
const noReplica = -1;

/**
 * Decodes a response to a fetch of version 4 to 11. Returns `undefined` if it has a message format from before Kafka 0.11.
 * @throws Error with topic, partition, offset and reason for a batch that cannot be read
 */
export async function decodeFetchResponse(
  bytes: Buffer,
  version: number,
): Promise<FetchResponse | undefined> {
  const reader = new ByteReader(bytes);
  const throttleTime = reader.int32();
  const hasSession = version >= added.session;
  const errorCode = hasSession ? reader.int16() : 0;
  const sessionId = hasSession ? reader.int32() : 0;
  const topics = reader.array(() => ({
    topicName: reader.string(),
    partitions: reader.array(() => readPartition(reader, version)),
  }));
  const responses: { topicName: string; partitions: FetchedPartition[] }[] = [];
  for (const { topicName, partitions } of topics) {
    const fetched: FetchedPartition[] = [];
    for (const { bytes: log, aborted, ...partition } of partitions) {
      const messages = await readMessages(log, aborted, `${topicName} partition ${partition.partition}`);
      if (messages === undefined) return undefined;
      fetched.push({ ...partition, abortedTransactions: [], messages });
    }
    responses.push({ topicName, partitions: fetched });
  }
  return {
    // From version 8 on the client waits, and the broker has not (KIP-219).
    throttleTime: version >= added.clientThrottles ? 0 : throttleTime,
    clientSideThrottleTime: version >= added.clientThrottles ? throttleTime : 0,
    ...{ errorCode, sessionId, responses },
  };
}

function readPartition(reader: ByteReader, version: number) {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64().toString();
  const lastStableOffset = reader.int64().toString();
  if (version >= added.logStartOffset) reader.int64();
  const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: Number(reader.int64()) }));
  const preferredReadReplica = version >= added.preferredReplica ? reader.int32() : noReplica;
  const bytes = reader.bytes(Math.max(0, reader.int32()));
  return { partition, errorCode, highWatermark, lastStableOffset, preferredReadReplica, aborted, bytes };
}

async function readMessages(
  log: Buffer,
  aborted: readonly AbortedTransaction[],
  where: string,
): Promise<FetchedRecord[] | undefined> {
  const { batches, isLegacy } = await readBatches(log, where);
  if (isLegacy) return undefined;
  for (const { records } of abortedBatches(batches, aborted)) {
    for (const record of records) record.isControlRecord = true;
  }
  return batches.flatMap(({ records }) => records);
}
