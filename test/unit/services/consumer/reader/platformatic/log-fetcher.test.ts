import {
  createRecordsBatch,
  NetworkError,
  ProtocolError,
  Reader,
  readRecordsBatches,
} from "@platformatic/kafka";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { type FetchedBatch } from "../../../../../../services/consumer/reader/kafka-reader.ts";
import { LogFetcher } from "../../../../../../services/consumer/reader/platformatic/log-fetcher.ts";
import {
  type Client,
  type FetchedPartition,
} from "../../../../../../services/consumer/reader/platformatic/platformatic.ts";

const silent = pino({ level: "silent" });
const offsetOutOfRange = 1;
const notLeader = 6;

interface Wanted {
  readonly node: number;
  readonly topics: readonly {
    readonly topicId: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: bigint }[];
  }[];
}

const answerOf = (partition: number, errorCode: number, records: unknown) =>
  ({
    ...{ partitionIndex: partition, errorCode, highWatermark: 1_000n, abortedTransactions: [] },
    records,
  }) as unknown as FetchedPartition;

/** Returns two records of a partition from an offset on. */
function twoFrom(partition: number, firstOffset: bigint): FetchedPartition {
  const message = { topic: "t", value: Buffer.from("v"), timestamp: 1n };
  const batches = readRecordsBatches(Reader.from(createRecordsBatch([message, { ...message }]).buffer));
  const records = batches.map((batch) => ({ ...batch, firstOffset }));
  return answerOf(partition, 0, records);
}

/** A fetcher of partitions 0 and 1 of `t`, whose client is this broker: it answers fetches as the test says. */
function fetcherWith(answer: (wanted: Wanted) => Promise<readonly FetchedPartition[]>) {
  const topic = { id: "id", partitionsCount: 2, partitions: [{ leader: 1 }, { leader: 2 }] };
  const committed = [5n, -1n];
  const client = {
    memberId: "m",
    metadata: vi.fn(() =>
      Promise.resolve({
        brokers: new Map([
          [1, {}],
          [2, {}],
        ]),
        topics: new Map([["t", topic]]),
      }),
    ),
    listCommittedOffsets: () => Promise.resolve(new Map([["t", committed]])),
    listOffsets: () => Promise.resolve(new Map([["t", [3n, 2n]]])),
    fetch: async (wanted: Wanted) => {
      const partitions = await answer(wanted);
      const responses = [{ topicId: topic.id, partitions }];
      const failed = partitions.find(({ errorCode }) => errorCode !== 0);
      if (failed === undefined) return { errorCode: 0, responses };
      const id = failed.errorCode === notLeader ? "NOT_LEADER_OR_FOLLOWER" : "OFFSET_OUT_OF_RANGE";
      throw Object.assign(new ProtocolError(id), { response: { errorCode: 0, responses } });
    },
  };
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const handle = vi.fn((_batch: FetchedBatch) => Promise.resolve(true));
  const hooks = {
    ...{ mayJoin: () => Promise.resolve(true), joined: vi.fn(), rebalancing: vi.fn(), left: vi.fn() },
    ...{ fetched: vi.fn(), fetchFailed: vi.fn(), handle, hidden: vi.fn() },
  };
  const topicsChanged = vi.fn(() => Promise.resolve());
  const fetcher = new LogFetcher({
    ...{
      client: client as unknown as Client,
      pool: undefined as never,
      topics: ["t"],
      hooks,
      logger: silent,
    },
    ...{ signal: over.signal, topicsChanged },
  });
  return { fetcher, hooks, client, topic, topicsChanged, over };
}

/** Ranges that were handled, such as `0: 5-6`. */
const handledBy = ({ hooks }: ReturnType<typeof fetcherWith>) =>
  hooks.handle.mock.calls.map(
    ([batch]) => `${batch.partition}: ${batch.firstOffset()}-${batch.lastOffset()}`,
  );

/** Answers each fetch with two records from the wanted offset on, up to offset 9, and then no more. */
const twoRecords = ({ topics }: Wanted) =>
  topics[0]?.partitions.some(({ fetchOffset }) => fetchOffset >= 9n) === true
    ? new Promise<never>(() => undefined)
    : Promise.resolve(
        (topics[0]?.partitions ?? []).map(({ partition, fetchOffset }) => twoFrom(partition, fetchOffset)),
      );

test("each partition is fetched from its leader, from the committed offset or the start of the log on", async () => {
  const made = fetcherWith(twoRecords);
  await made.fetcher.lookUp();
  void made.fetcher.run();
  made.fetcher.assign({ t: [0, 1] });
  await vi.waitFor(() => expect(made.hooks.handle).toHaveBeenCalledTimes(6));
  expect(handledBy(made).filter((range) => range.startsWith("0"))).toEqual(["0: 5-6", "0: 7-8"]);
  expect(handledBy(made).filter((range) => range.startsWith("1"))).toEqual([
    ...["1: 2-3", "1: 4-5", "1: 6-7"],
    "1: 8-9",
  ]);
});

test("a batch that is not handled is fetched again", async () => {
  const made = fetcherWith(twoRecords);
  made.hooks.handle.mockResolvedValueOnce(false);
  await made.fetcher.lookUp();
  void made.fetcher.run();
  made.fetcher.assign({ t: [0] });
  await vi.waitFor(() => expect(handledBy(made)).toEqual(["0: 5-6", "0: 5-6", "0: 7-8"]));
});

test("what is under way is dropped when a partition is sought or taken away", async () => {
  const answers: (() => void)[] = [];
  const made = fetcherWith(async (wanted) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return twoRecords(wanted);
  });
  await made.fetcher.lookUp();
  void made.fetcher.run();
  made.fetcher.assign({ t: [0] });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  made.fetcher.seek([{ topic: "t", partition: 0, offset: "0" }]);
  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  made.fetcher.assign({});
  answers[2]?.();
  await vi.waitFor(() => expect(made.hooks.fetched).toHaveBeenCalledTimes(3));
  expect(handledBy(made)).toEqual(["0: 0-1"]);
  expect(made.fetcher.isIdle).toBe(true);
});

test("an offset that is not in the log is one at its start", async () => {
  const made = fetcherWith((wanted) => {
    const [first] = wanted.topics[0]?.partitions ?? [];
    return first?.fetchOffset === 5n
      ? Promise.resolve([answerOf(0, offsetOutOfRange, null)])
      : twoRecords(wanted);
  });
  await made.fetcher.lookUp();
  void made.fetcher.run();
  made.fetcher.assign({ t: [0] });
  await vi.waitFor(() => expect(handledBy(made)[0]).toBe("0: 3-4"));
  expect(made.hooks.fetchFailed).toHaveBeenCalled();
});

test("a partition with an error holds up no other one of its broker, and leaders are looked up again", async () => {
  const made = fetcherWith(async (wanted) =>
    (await twoRecords(wanted)).map((each) =>
      each.partitionIndex === 1 ? answerOf(1, notLeader, null) : each,
    ),
  );
  made.topic.partitions = [{ leader: 1 }, { leader: 1 }];
  await made.fetcher.lookUp();
  void made.fetcher.run();
  made.fetcher.assign({ t: [0, 1] });
  await vi.waitFor(() => expect(handledBy(made)).toEqual(["0: 5-6", "0: 7-8"]));
  expect(made.client.metadata).toHaveBeenCalledWith({ topics: ["t"], forceUpdate: true });
});

test("the member joins again when a topic has other partitions or is another one", async () => {
  const made = fetcherWith(() => Promise.reject(new NetworkError("away")));
  await made.fetcher.lookUp();
  made.topic.id = "other";
  void made.fetcher.run();
  made.fetcher.assign({ t: [0] });
  await vi.waitFor(() => expect(made.topicsChanged).toHaveBeenCalledOnce());
});

test("an error that comes again with every try ends the fetching, and so does the signal", async () => {
  const made = fetcherWith(() => Promise.reject(new RangeError("damaged")));
  await made.fetcher.lookUp();
  made.fetcher.assign({ t: [0] });
  await expect(made.fetcher.run()).rejects.toThrow("damaged");
  const ended = fetcherWith(twoRecords);
  await ended.fetcher.lookUp();
  const running = ended.fetcher.run();
  ended.over.abort();
  await expect(running).resolves.toBeUndefined();
});
