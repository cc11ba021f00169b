import { createRequire } from "node:module";
import { createRecordsBatch } from "@platformatic/kafka";
import { type Batch } from "kafkajs";
import { expect, test } from "vitest";
import {
  decodeFetchResponse,
  type FetchedPartition,
} from "../../../../../../services/shared/kafka/fetch/fetch-response.ts";
import { replaceFetchDecoder } from "../../../../../../services/shared/kafka/kafkajs-fetches.ts";
import { offsetRangesOf } from "../../../../../../services/shared/kafka/offset-range.ts";
import { fetchResponseBytes } from "./fetch-response-bytes.ts";
import { fixture } from "./fixture.ts";

const versions = [4, 5, 6, 7, 8, 9, 10, 11];
const aborted = [{ producerId: 2n, firstOffset: 1n }];
/** Positions in a batch: the end of its length, and its first record. */
const lengthEnd = 12;
const recordsPosition = 61;
const require = createRequire(import.meta.url);

/** kafkajs' batch, which hides control records and what was fetched from before `fetchedOffset`. */
const KafkajsBatch = require("kafkajs/src/consumer/batch.js") as new (
  topic: string,
  fetchedOffset: string,
  fetched: FetchedPartition,
) => Batch;

/** Returns the partitions of a response as kafkajs reads it, and accepts it. */
async function readByKafkajs(version: number, bytes: Buffer): Promise<readonly FetchedPartition[]> {
  replaceFetchDecoder();
  const { decode, parse } = require(`kafkajs/src/protocol/requests/fetch/v${version}/response.js`);
  const response = await decode(bytes);
  await parse(response);
  expect(response.responses).toHaveLength(1);
  return response.responses[0].partitions;
}

test.each(versions)("kafkajs reads a response of version %i with this decoder", async (version) => {
  const bytes = fetchResponseBytes(version, "coffee", [
    { partition: 3, log: await fixture("snappy") },
    { partition: 0, log: await fixture("transactions"), aborted },
    { partition: 1, log: Buffer.alloc(0) },
  ]);

  const partitions = await readByKafkajs(version, bytes);

  const figures = { errorCode: 0, highWatermark: "2000", lastStableOffset: "1999", preferredReadReplica: -1 };
  expect(partitions).toMatchObject([3, 0, 1].map((partition) => ({ partition, ...figures })));
  expect(partitions.map(({ messages }) => messages.length)).toEqual([1_005, 12, 0]);
});

test("from version 8 on it is the client that waits when it is throttled", async () => {
  const waits = async (version: number) => {
    const response = await decodeFetchResponse(fetchResponseBytes(version, "coffee", []), version);
    return [response?.throttleTime, response?.clientSideThrottleTime];
  };
  expect(await waits(7)).toEqual([7, 0]);
  expect(await waits(8)).toEqual([0, 7]);
});

test("kafkajs shows the records that were committed, and their batch tells all offsets", async () => {
  const bytes = fetchResponseBytes(11, "coffee", [
    { partition: 0, log: await fixture("transactions"), aborted },
  ]);
  const [fetched] = await readByKafkajs(11, bytes);
  if (fetched === undefined) throw new Error("no partition");

  const batch = new KafkajsBatch("coffee", "0", fetched);

  expect(batch.messages.map(({ offset, value }) => `${offset} ${value}`)).toEqual([
    "0 committed by 1",
    "2 of nobody",
    "8 committed by 2",
    "10 committed by 1",
  ]);
  expect(batch.lastOffset()).toBe("11");
  expect(offsetRangesOf(batch)).toEqual([{ topic: "coffee", partition: 0, first: 0, last: 11 }]);
  const { messages } = fetched;
  const compacted = { ...fetched, messages: messages.filter(({ offset }) => offset !== "4") };
  expect(offsetRangesOf(new KafkajsBatch("coffee", "3", compacted))).toEqual([
    { topic: "coffee", partition: 0, first: 3, last: 3 },
    { topic: "coffee", partition: 0, first: 5, last: 11 },
  ]);
});

test("a batch may have more records than a call has arguments", async () => {
  const count = 200_000;
  const one = createRecordsBatch([{ topic: "coffee", value: Buffer.from("v") }]).buffer;
  const records = Array.from({ length: count }, () => one.subarray(recordsPosition));
  const log = Buffer.concat([one.subarray(0, recordsPosition), ...records]);
  log.writeInt32BE(count, recordsPosition - 4);
  log.writeInt32BE(log.length - lengthEnd, lengthEnd - 4);
  const bytes = fetchResponseBytes(11, "coffee", [{ partition: 0, log }]);
  const [fetched] = await readByKafkajs(11, bytes);
  expect(fetched?.messages).toHaveLength(count);
});

test("a batch that cannot be read is named by its topic", async () => {
  const log = await fixture("zstd");
  log.fill(0xff, 61);
  const bytes = fetchResponseBytes(11, "coffee", [{ partition: 2, log }]);
  await expect(decodeFetchResponse(bytes, 11)).rejects.toThrow(
    /^coffee partition 2 cannot be read at offset 10: zstd: /,
  );
});

test("the message format from before Kafka 0.11 is left to kafkajs", async () => {
  const MessageSet = require("kafkajs/src/protocol/messageSet/index.js");
  const { buffer: log } = MessageSet({
    messageVersion: 1,
    entries: [{ offset: 5, key: "k", value: "old", timestamp: 1_764_000_000_000 }],
  });
  const bytes = fetchResponseBytes(11, "coffee", [{ partition: 0, log }]);
  expect(await decodeFetchResponse(bytes, 11)).toBeUndefined();
  const [fetched] = await readByKafkajs(11, bytes);
  expect(fetched?.messages.map(({ value }) => `${value}`)).toEqual(["old"]);
});
