import { Reader, readRecordsBatches } from "@platformatic/kafka";
import { expect, test } from "vitest";
import { fetchedBatch } from "../../../../../../services/consumer/reader/platformatic/fetched-batch.ts";
import { type FetchedPartition } from "../../../../../../services/consumer/reader/platformatic/platformatic.ts";
import { readBatches } from "../../../../../../services/shared/kafka/fetch/record-batch.ts";
import { compressions, fixture } from "../../../shared/kafka/fetch/fixture.ts";

const partition = { topic: "t", partition: 2 };

/** Returns a partition of a response as the client decodes it. */
async function fetched(
  name: string,
  abortedTransactions: FetchedPartition["abortedTransactions"] = [],
): Promise<FetchedPartition> {
  return {
    ...{ partitionIndex: 2, errorCode: 0, highWatermark: 1_015n, abortedTransactions },
    records: readRecordsBatches(Reader.from(await fixture(name))),
  } as FetchedPartition;
}

test.each(compressions)(
  "the client's records are those of our decoder for kafkajs: %s",
  async (compression) => {
    const { batches } = await readBatches(await fixture(compression), "t partition 2");
    const expected = batches.flatMap(({ records }) =>
      records.map((record) => ({
        ...partition,
        ...{ offset: record.offset, value: record.value, timestampMs: Number(record.timestamp) },
        headers: ["run", "empty", "null", "__proto__", "none"].map((name) => record.header(name)),
      })),
    );
    const batch = fetchedBatch(partition, 0, await fetched(compression));
    const records = batch?.messages.map(({ header, ...record }) => ({
      ...record,
      headers: ["run", "empty", "null", "__proto__", "none"].map(header),
    }));
    expect(records).toEqual(expected);
    expect(batch).toMatchObject({ ...partition, highWatermark: "1015" });
    expect([batch?.firstOffset(), batch?.lastOffset()]).toEqual(["10", "1014"]);
    expect(batch?.ranges()).toEqual([{ ...partition, first: 10, last: 1_014 }]);
  },
);

test("a batch that begins before the offset is read from it on, and one that ends before it not at all", async () => {
  const batch = fetchedBatch(partition, 700, await fetched("none"));
  expect([batch?.firstOffset(), batch?.messages[0]?.offset]).toEqual(["700", "700"]);
  expect(batch?.ranges()).toEqual([{ ...partition, first: 700, last: 1_014 }]);
  expect(fetchedBatch(partition, 1_015, await fetched("none"))).toBeUndefined();
});

test("markers and records of aborted transactions are none for a consumer, and their offsets are passed", async () => {
  const { batches } = await readBatches(await fixture("transactions"), "t partition 2");
  const markers = batches.filter(({ isControl }) => isControl).flatMap(({ records }) => records);
  const all = batches.flatMap(({ records }) => records.map(({ offset }) => Number(offset)));
  const aborted = [1, 4, 5, 6];
  const hidden = new Set([...aborted, ...markers.map(({ offset }) => Number(offset))]);

  const batch = fetchedBatch(
    partition,
    0,
    await fetched("transactions", [{ producerId: 2n, firstOffset: 1n }]),
  );
  expect(batch?.messages.map(({ offset }) => Number(offset))).toEqual(
    all.filter((offset) => !hidden.has(offset)),
  );
  const passed = batch?.ranges().flatMap(({ first, last }) => all.filter((at) => at >= first && at <= last));
  expect(passed).toEqual(all);
});
