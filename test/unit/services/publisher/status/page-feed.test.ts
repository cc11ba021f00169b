import { EventSource } from "eventsource";
import express from "express";
import { pino } from "pino";
import { expect, test } from "vitest";
import { Publisher } from "../../../../../services/publisher/publisher.ts";
import { GroupFeed } from "../../../../../services/publisher/status/group-feed.ts";
import { type HelloEvent, type StateEvent } from "../../../../../services/publisher/status/page-events.ts";
import { PageFeed } from "../../../../../services/publisher/status/page-feed.ts";
import { ToggleEffects } from "../../../../../services/publisher/status/toggle-effects.ts";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { serve } from "../../../../../services/shared/http/http-server.ts";
import { openJournal } from "../../../../../services/shared/journal/journal.ts";
import { publisherOptions } from "../started-publisher.ts";
import { until } from "../until.ts";
import { consumerState, startStubConsumer } from "./stub-consumer.ts";

/** Serves the feed of a publisher that is not started, and records its events. */
async function servedFeed(consumerUrl: string) {
  const resources = new AsyncDisposableStack();
  const options = publisherOptions({ deviceIds: ["a", "b"] });
  const publisher = resources.use(new Publisher(options, openJournal(undefined), pino({ level: "silent" })));
  const consumers = [HttpClient.at(consumerUrl)];
  const group = resources.use(new GroupFeed(consumers, publisher.run, () => undefined));
  const feed = resources.use(new PageFeed(publisher, { toggleEffects: new ToggleEffects(), group }));
  const app = express().get("/events", feed.events.serve);
  const { port } = resources.use(await serve(app, "127.0.0.1", 0));
  const hellos: HelloEvent[] = [];
  const states: StateEvent[] = [];
  const source = resources.adopt(new EventSource(`http://127.0.0.1:${port}/events`), (open) => open.close());
  source.addEventListener("hello", ({ data }) => hellos.push(JSON.parse(data)));
  source.addEventListener("state", ({ data }) => states.push(JSON.parse(data)));
  return { publisher, hellos, states, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

test("arrivals of every device are unknown until the consumer is reached, and count for the present run only", async () => {
  await using consumer = await startStubConsumer();
  await using feed = await servedFeed(consumer.url);
  const { publisher, hellos, states } = feed;
  await consumer.untilConnected();
  await until("the first state", () => states.length === 1);
  expect(hellos).toMatchObject([{ run: publisher.run, since: publisher.since.toISOString(), seconds: [] }]);
  const unknown = { arrived: null, lastSeq: null, lastSeenMs: null, gaps: null, duplicates: null };
  expect(states[0]?.devices).toMatchObject([
    { id: "a", status: "Active", made: 0, lastAcknowledgedSeq: null, pending: null, ...unknown },
    { id: "b", ...unknown },
  ]);

  const [device] = consumerState.devices;
  const devices = [device, { ...device, id: "b", lastRun: publisher.run }, { ...device, id: "other" }];
  consumer.tell("state", JSON.stringify({ ...consumerState, devices }));
  await until("the arrivals", () => states.at(-1)?.consumerSince === consumerState.since);
  expect(states.at(-1)?.devices).toMatchObject([
    { id: "a", arrived: 0, lastSeq: null, lastSeenMs: 5, gaps: 0, duplicates: 0 },
    { id: "b", arrived: 3, lastSeq: 2, lastSeenMs: 5, gaps: 0, duplicates: 0 },
  ]);

  consumer.cut();
  await until("the loss", () => states.at(-1)?.consumerSince === null);
  expect(states.at(-1)?.devices).toMatchObject([
    { id: "a", ...unknown },
    { id: "b", ...unknown },
  ]);
});

test("a state after the first has only the devices with news", async () => {
  await using consumer = await startStubConsumer();
  await using feed = await servedFeed(consumer.url);
  await until("the first state", () => feed.states.length === 1);
  feed.publisher.fleet.setStatus("b", "Inactive");
  await until("the news", () => (feed.states.at(-1)?.devices.length ?? 0) > 0 && feed.states.length > 1);
  expect(feed.states.at(-1)?.devices).toMatchObject([{ id: "b", status: "Inactive", made: 1, waiting: 1 }]);
});
