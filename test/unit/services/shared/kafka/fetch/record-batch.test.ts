import { createRecordsBatch } from "@platformatic/kafka";
import { type KafkaMessage } from "kafkajs";
import { expect, test } from "vitest";
import { kafkaRecordOf } from "../../../../../../services/consumer/kafka-record.ts";
import { type FetchedRecord } from "../../../../../../services/shared/kafka/fetch/fetched-record.ts";
import { readBatches } from "../../../../../../services/shared/kafka/fetch/record-batch.ts";
import { compressions, fixture } from "./fixture.ts";

const where = "coffee partition 2";
/** Position of the attributes in a batch; their lowest bits are the compression. */
const attributesPosition = 22;
const headerBytes = 61;

const recordsIn = async (bytes: Buffer) =>
  (await readBatches(bytes, where)).batches.flatMap(({ records }) => records);

/** Returns a record as kafkajs' own decoder makes it. */
const plain = ({ offset, timestamp, attributes, key, value, headers }: FetchedRecord) => ({
  ...{ offset, timestamp, attributes, key, value, headers },
});

/** Returns a batch as another client than Kafka's own writes it; its Snappy is not framed, like librdkafka's. */
function batchOf(
  headers: readonly (readonly [string, string])[],
  count: number,
  compression: (typeof compressions)[number],
): Buffer {
  const messages = Array.from({ length: count }, (_, n) => ({
    topic: "coffee",
    key: Buffer.from(`key ${n}`),
    value: Buffer.from(`value ${n}`),
    headers: new Map(headers.map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
    timestamp: 1_764_000_000_000n,
  }));
  return createRecordsBatch(messages, { compression }).buffer;
}

test.each(compressions)("records that Kafka's own classes wrote are read: %s", async (compression) => {
  const records = await recordsIn(await fixture(compression));

  expect(records.map(({ offset }) => Number(offset))).toEqual(
    Array.from({ length: 1_005 }, (_, n) => n + 10),
  );
  expect(records.slice(0, 5).map(({ key, value, timestamp }) => [`${key}`, `${value}`, timestamp])).toEqual([
    ["3DF92-192", '{"id":"key-0","x":0,"y":0.5,"status":"Active"}', "1764000000000"],
    ["null", "null", "1763999999995"],
    ["", "", "1764000070000"],
    ["ключ", "значение", "1764000000000"],
    ["k", "v", "0"],
  ]);
  expect(records.at(1)).toMatchObject({ key: null, value: null });
  expect(Object.entries(records[0]?.headers ?? {})).toEqual([
    ["run", [Buffer.from("older"), Buffer.from("newer")]],
    ["empty", Buffer.from("")],
    ["null", null],
    ["__proto__", Buffer.from("p")],
    ["constructor", Buffer.from("c")],
  ]);
  expect(records.slice(5).map(({ value }) => JSON.parse(`${value}`).id)).toEqual(
    Array.from({ length: 1_000 }, (_, n) => `key-${n}`),
  );
  expect(records.slice(5).map(({ headers }) => `${headers["seq"]}`)).toEqual(
    Array.from({ length: 1_000 }, (_, n) => String(n)),
  );
});

test.each(compressions)("records that another client wrote are read: %s", async (compression) => {
  const records = await recordsIn(batchOf([["run", "r"]], 3_000, compression));
  expect(records.map(({ key, value, headers }) => `${key} ${value} ${headers["run"]}`)).toEqual(
    Array.from({ length: 3_000 }, (_, n) => `key ${n} value ${n} r`),
  );
});

test.each(["distinct", "repeated"])("a record with 20,000 headers of %s names is read", async (names) => {
  const headers = Array.from(
    { length: 20_000 },
    (_, n) => [names === "distinct" ? `name ${n}` : "name", `${n}`] as const,
  );
  const [record] = await recordsIn(batchOf(headers, 1, "none"));
  const values = Object.values(record?.headers ?? {}).flat();
  expect(values.map(String)).toEqual(headers.map(([, value]) => value));
});

test.each([
  ["of Kafka's own classes", async () => (await recordsIn(await fixture("none")))[0]],
  ["in kafkajs' form", async () => (await recordsIn(await fixture("none"))).map(plain)[0]],
])("the header of a record %s is the last one of its name, as text", async (_name, read) => {
  const record = await read();
  if (record === undefined) throw new Error("there is a record");
  const { header } = kafkaRecordOf({ topic: "coffee", partition: 2 }, record as KafkaMessage);
  expect(["run", "empty", "null", "__proto__", "toString", "ru", "runs"].map(header)).toEqual([
    ...["newer", "", undefined, "p"],
    ...[undefined, undefined, undefined],
  ]);
});

test("a record that claims more or fewer bytes than it has is damaged", async () => {
  const whole = batchOf([["run", "r"]], 1, "none");
  const claims: readonly (readonly [at: number, change: number])[] = [
    // Zigzag: two more is one more. The length of the record, then that of its last header's value.
    [headerBytes, 2],
    [headerBytes, -2],
    [whole.length - 2, 2],
  ];
  for (const [at, change] of claims) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) + change;
    await expect(readBatches(bytes, where)).rejects.toThrow(
      "coffee partition 2 cannot be read at offset 0: ",
    );
  }
});

test("a batch that the broker cut is left for the next fetch", async () => {
  const whole = await fixture("lz4");
  const records = await recordsIn(whole.subarray(0, -1));
  expect(records.at(-1)?.offset).toBe("14");
  for (const length of [0, 11, 16, 17, 60]) expect(await recordsIn(whole.subarray(0, length))).toEqual([]);
});

test.each(compressions)(
  "a damaged batch is named, with its place, and not tried again: %s",
  async (compression) => {
    const bytes = await fixture(compression);
    bytes.fill(0xff, headerBytes, headerBytes + 30);
    const reading = readBatches(bytes, where);
    await expect(reading).rejects.toThrow("coffee partition 2 cannot be read at offset 10: ");
    await expect(reading).rejects.toMatchObject({ retriable: false });
    if (compression !== "none") await expect(reading).rejects.toThrow(compression);
  },
);

test("a batch with fewer records than it names is damaged", async () => {
  const bytes = await fixture("none");
  bytes.writeInt32BE(6, headerBytes - 4);
  await expect(readBatches(bytes, where)).rejects.toThrow("coffee partition 2 cannot be read at offset 10");
});

test("an unknown compression is named", async () => {
  const bytes = await fixture("gzip");
  bytes[attributesPosition] = 5;
  await expect(readBatches(bytes, where)).rejects.toThrow(
    "coffee partition 2 cannot be read at offset 10: compression type 5 is unknown",
  );
});

test("the time of appending holds for all records of its batch", async () => {
  const bytes = await fixture("none");
  bytes[attributesPosition] = 8;
  const records = await recordsIn(bytes);
  expect(new Set(records.slice(0, 5).map(({ timestamp }) => timestamp))).toEqual(new Set(["1764000070000"]));
});
