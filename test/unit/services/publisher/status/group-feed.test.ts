import { expect, test } from "vitest";
import { GroupFeed } from "../../../../../services/publisher/status/group-feed.ts";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { until } from "../until.ts";
import { consumerState, startStubConsumer } from "./stub-consumer.ts";

const [device] = consumerState.devices;
const slow = { count: 3, p50Ms: 4, p99Ms: 9, ratePerSecond: 2 };
const first = {
  ...consumerState,
  ...{ readAgain: 1, unreadable: 2 },
  lastMinute: { ...consumerState.lastMinute, endToEnd: slow },
};
const second = {
  ...consumerState,
  ...{ since: "2026-01-02T00:00:00.000Z", readAgain: 3 },
  lastMinute: { ...consumerState.lastMinute, endToEnd: { ...slow, p50Ms: 6, p99Ms: 7 } },
  devices: [{ ...device, arrivedOfRun: 4, lastSeq: 6, lastSeenMs: 8, gaps: 1, duplicates: 1 }],
};

test("the consumers of a group are one: counts are added, percentiles are those of the slowest", async () => {
  await using one = await startStubConsumer();
  await using two = await startStubConsumer();
  using group = new GroupFeed([HttpClient.at(one.url), HttpClient.at(two.url)], "r", () => undefined);
  expect([group.isReached, group.state, group.device("a"), group.takeSecond()]).toEqual([
    false,
    ...Array(3).fill(undefined),
  ]);
  await Promise.all([one.untilConnected(), two.untilConnected()]);
  one.tell("state", JSON.stringify(first));
  await until("the first consumer's state", () => group.isReached);
  expect(group.state).toMatchObject({ since: first.since, consumers: 2, reading: 1, readAgain: 1 });
  expect(group.device("a")).toMatchObject({ arrived: 3, lastSeq: 2 });

  two.tell("state", JSON.stringify(second));
  await until("the second consumer's state", () => group.state?.reading === 2);
  expect(group.state).toMatchObject({
    ...{ since: second.since, ready: true, readAgain: 4, unreadable: 2 },
    lastMinute: { endToEnd: { count: 6, p50Ms: 6, p99Ms: 9, ratePerSecond: 4 }, toConnect: { p50Ms: null } },
  });
  expect(group.device("a")).toEqual({
    ...{ id: "a", arrived: 7, lastSeq: 6, lastSeenMs: 8, gaps: 1, duplicates: 1 },
  });
  expect([group.takeChanged(), group.takeChanged()]).toEqual([["a"], []]);

  for (const [consumer, p99Ms] of [[one, 5] as const, [two, null] as const])
    consumer.tell("second", JSON.stringify({ arrived: 2, p50Ms: p99Ms, p99Ms }));
  let arrived = 0;
  await until("both seconds", () => {
    arrived += group.takeSecond()?.arrived ?? 0;
    return arrived === 4;
  });
});

test("a group goes on with the consumers that can be reached, and is ready while one of them reads", async () => {
  await using one = await startStubConsumer();
  await using two = await startStubConsumer();
  using group = new GroupFeed([HttpClient.at(one.url), HttpClient.at(two.url)], "r", () => undefined);
  await Promise.all([one.untilConnected(), two.untilConnected()]);
  one.tell("state", JSON.stringify({ ...first, ready: false }));
  two.tell("state", JSON.stringify(second));
  await until("both states", () => group.state?.readAgain === 4);
  expect(group.state).toMatchObject({ ready: true, reading: 1 });
  two.cut();
  await until("the loss of one", () => group.state?.readAgain === 1);
  expect(group.state).toMatchObject({ ready: false, reading: 0, consumers: 2 });
  expect(group.device("a")).toMatchObject({ arrived: 3 });
});
