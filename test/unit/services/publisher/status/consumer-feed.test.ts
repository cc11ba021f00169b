import { expect, onTestFinished, test, vi } from "vitest";
import { ConsumerFeed } from "../../../../../services/publisher/status/consumer-feed.ts";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { until } from "../until.ts";
import { consumerState, startStubConsumer } from "./stub-consumer.ts";

test("the consumer's state is known, and unknown from the loss of the connection until it is back", async () => {
  await using consumer = await startStubConsumer();
  const seen: string[] = [];
  using feed = new ConsumerFeed(HttpClient.at(consumer.url), "r", ({ id, lastSeq }) =>
    seen.push(`${id} ${lastSeq}`),
  );
  expect(feed.state).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(consumerState));
  await until("the state", () => feed.state?.ready === true);
  expect(feed.device("a")).toMatchObject({ arrived: 3 });
  expect(seen).toEqual(["a 2"]);

  consumer.cut();
  await until("the loss", () => feed.state === undefined);
  expect(feed.device("a")).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(consumerState));
  await until("the state again", () => feed.state !== undefined);
});

test("a consumer that falls silent is unknown after some seconds", async () => {
  await using consumer = await startStubConsumer();
  using feed = new ConsumerFeed(HttpClient.at(consumer.url), "r", () => undefined);
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(consumerState));
  await until("the state", () => feed.state !== undefined);
  await until("the silence to be noticed", () => feed.state === undefined);
});

test("events of another program leave the state unknown, and break nothing", async () => {
  await using consumer = await startStubConsumer();
  using feed = new ConsumerFeed(HttpClient.at(consumer.url), "r", () => undefined);
  await consumer.untilConnected();
  for (const data of ["rubbish", "{}", '{"devices":7}']) consumer.tell("state", data);
  consumer.tell("second", JSON.stringify({ arrived: 1, p50Ms: null, p99Ms: null }));
  await until("the second after them", () => feed.takeSecond()?.arrived === 1);
  expect(feed.state).toBeUndefined();
});

test("a consumer that refuses is asked again, seldom", async () => {
  await using consumer = await startStubConsumer(401);
  const retries: (() => void)[] = [];
  const { setTimeout: original } = globalThis;
  const timer = vi
    .spyOn(globalThis, "setTimeout")
    .mockImplementation(((run: () => void, ms: number) =>
      ms >= 10_000 ? retries.push(run) : original(run, ms)) as typeof setTimeout);
  onTestFinished(() => timer.mockRestore());
  using feed = new ConsumerFeed(HttpClient.at(consumer.url), "r", () => undefined);
  await consumer.untilRefused();
  await until("the retry to be due", () => retries.length > 0);
  expect(feed.state).toBeUndefined();
  for (const retry of retries) retry();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(consumerState));
  await until("the state", () => feed.state?.ready === true);
});
