import { expect, test } from "vitest";
import { encodeReading } from "../../../../../services/shared/reading/reading.ts";
import { Ledger } from "../../../../../testbed/ledger/ledger.ts";
import {
  endWithIndependentReading,
  type IndependentReadingOptions,
} from "../../../../../testbed/taps/independent/independent-reading.ts";
import { type LogRecord } from "../../../../../testbed/taps/independent/log-record.ts";
import { closedAddress } from "../../../../support/kafka/closed-address.ts";
import { arrived, lateAfterMs, published } from "../../ledger/facts.ts";

type Read = NonNullable<Parameters<typeof endWithIndependentReading>[3]>;

/** Ends the evidence on these facts, with a log that `read` reads. */
async function endOf(
  facts: ReturnType<typeof published>,
  read: Read | undefined,
  {
    hasGap = false,
    isRecreated = false,
    ...changed
  }: { readonly hasGap?: boolean; readonly isRecreated?: boolean } & Partial<IndependentReadingOptions> = {},
) {
  const ledger = new Ledger({ lateAfterMs });
  for (const fact of facts) ledger.add(fact);
  const options: IndependentReadingOptions = {
    kafka: { brokers: ["b"], topic: "t", deadLetterTopic: "t.dead", traceCarrier: "properties" },
    ...{ timeoutMs: 60_000, signal: new AbortController().signal },
    ...changed,
  };
  const reading = await endWithIndependentReading(ledger, { hasGap, isRecreated }, options, read);
  return { reading, gaps: ledger.verdict().gaps.kafka, verdict: ledger.verdict() };
}

/** Returns the record of a reading. */
function record(seq: number, { topic = "t", run = "r" } = {}): LogRecord {
  const value = encodeReading({ id: "d", x: 1, y: 2, status: "Active" });
  return {
    ...{ topic, value },
    headers: [
      ["run", Buffer.from(run)],
      ["seq", Buffer.from(String(seq))],
    ],
  };
}

/** Returns a reader that finds these records, and then ends or fails. */
const finding =
  (records: readonly LogRecord[], end: { readonly hasHoles: boolean } | Error = { hasHoles: false }): Read =>
  async (_options, onRecord) => {
    for (const each of records) onRecord(each);
    if (end instanceof Error) throw end;
    return end;
  };

const everything = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
const sound = [...published(0), ...arrived(0)];

test("if nothing is missing the log is not read, and a gap of the tap stays", async () => {
  const read: Read = () => Promise.reject(new Error("was read"));
  expect(await endOf(sound, read)).toMatchObject({ reading: undefined, gaps: [] });
  expect(await endOf(sound, read, { hasGap: true })).toMatchObject({ reading: undefined, gaps: everything });
});

test("what the tap missed is added to the evidence: the reading was lost behind Kafka, not before it", async () => {
  const { reading, verdict } = await endOf([...sound, ...published(1)], finding([record(0), record(1)]));
  expect(reading).toEqual({
    ...{ found: 2, onlyIndependentReader: 1, notFound: 0 },
    ...{ hasHoles: false, failure: undefined },
  });
  expect(verdict.lostAt).toMatchObject({ "kafka-consumer": 1 });
});

test("a reading in the dead-letter topic is a dead letter", async () => {
  const { reading, verdict } = await endOf(published(0), finding([record(0, { topic: "t.dead" })]));
  expect(reading).toMatchObject({ found: 1, onlyIndependentReader: 1 });
  expect(verdict.counts).toMatchObject({ deadLettered: 1, inKafka: 0 });
});

test("what the tap read and this reader does not find is told", async () => {
  const { reading } = await endOf([...sound, ...published(1)], finding([]));
  expect(reading).toMatchObject({ found: 0, notFound: 1, failure: undefined });
});

test("records that are no readings, or of another run than the one that is judged, do not count", async () => {
  const records = [
    record(0),
    record(3),
    record(0, { run: "other" }),
    { ...record(1), value: null },
    { ...record(2), headers: [] },
  ];
  expect((await endOf(published(0), finding(records), { run: "r" })).reading).toMatchObject({ found: 2 });
  expect((await endOf(published(0), finding(records))).reading).toMatchObject({ found: 3 });
});

test.each<[string, Read, boolean]>([
  ["the whole log was read", finding([record(0)]), false],
  ["the log lacks records", finding([record(0)], { hasHoles: true }), true],
  ["the log was not read to its end", finding([record(0)], new Error("gone")), true],
])("a gap of the tap stays only if this reading does not fill it: %s", async (_, read, stays) => {
  const { gaps } = await endOf(published(0), read, { hasGap: true });
  expect(gaps).toEqual(stays ? everything : []);
  expect((await endOf(published(0), read)).gaps).toEqual([]);
});

test("a reading that fails has its reason and what it found; what it did not find may be in the rest", async () => {
  const facts = [...sound, ...published(1), ...published(2)];
  const { reading } = await endOf(facts, finding([record(1)], new Error("gone")));
  expect(reading).toEqual({
    ...{ found: 1, onlyIndependentReader: 1, notFound: 0 },
    ...{ hasHoles: false, failure: "gone" },
  });
});

test("both topics are read from the start of the run, and the dead-letter topic only if there is one", async () => {
  const asked: unknown[] = [];
  const read: Read = async (options) => {
    asked.push(options);
    return { hasHoles: false };
  };
  const kafka = { brokers: ["a", "b"], topic: "t", traceCarrier: "properties" } as const;
  const startOffsets = new Map([[0, 5]]);
  await endOf(published(0), read, { kafka: { ...kafka, deadLetterTopic: "t.dead", startOffsets } });
  await endOf(published(0), read, { kafka: { ...kafka, deadLetterTopic: undefined } });
  expect(asked).toEqual([
    { brokers: ["a", "b"], topics: ["t", "t.dead"], startOffsets },
    { brokers: ["a", "b"], topics: ["t"] },
  ]);
});

test("a topic that was created again is read from its beginning, and the gap stays: what was in the old one is gone", async () => {
  const kafka = {
    brokers: ["b"],
    topic: "t",
    deadLetterTopic: undefined,
    traceCarrier: "properties",
  } as const;
  const asked: unknown[] = [];
  const read: Read = async (options, onRecord) => {
    asked.push(options);
    onRecord(record(0));
    return { hasHoles: false };
  };
  const { reading, gaps } = await endOf([...published(0), ...published(1)], read, {
    ...{ hasGap: true, isRecreated: true },
    kafka: { ...kafka, startOffsets: new Map([[0, 5]]) },
  });
  expect(asked).toEqual([{ brokers: ["b"], topics: ["t"] }]);
  expect(reading).toMatchObject({ found: 1, hasHoles: true });
  expect(gaps).toEqual(everything);
});

/** A reader that ends only when it is told to. */
const endless: Read = (_options, _onRecord, signal) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });

test("a reading ends at its time limit, or with the run, and says so", async () => {
  const late = await endOf(published(0), endless, { timeoutMs: 1 });
  expect(late.reading?.failure).toBe("the log was not read to its end within 0.001 s");
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  expect((await endOf(published(0), endless, { signal })).reading?.failure).toBe("Ctrl-C");
});

test("a Kafka that is gone is a reading that failed, and nothing hangs", async () => {
  const kafka = { brokers: [await closedAddress()], topic: "t", deadLetterTopic: undefined } as const;
  const { reading, gaps } = await endOf(published(0), undefined, {
    ...{ kafka: { ...kafka, traceCarrier: "properties" }, timeoutMs: 300, hasGap: true },
  });
  // On a busy machine the time is over before the first error.
  expect(reading?.failure).toMatch(/^the log was not read to its end within 0\.3 s(; last error: .+)?$/);
  expect(gaps).toEqual(everything);
});
