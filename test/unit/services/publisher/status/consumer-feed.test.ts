import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ConsumerFeed } from "../../../../../services/publisher/status/consumer-feed.ts";
import { until } from "../until.ts";

const latencies = { count: 0, p50Ms: null, p99Ms: null, ratePerSecond: 0 };
const state = {
  since: "2026-01-01T00:00:00.000Z",
  ready: true,
  readAgain: 0,
  unreadable: 0,
  lastMinute: { endToEnd: latencies, toConnect: latencies, fromConnect: latencies },
  devices: [{ id: "a", lastRun: "r", arrivedOfRun: 3, lastSeq: 2, lastSeenMs: 5, gaps: 0, duplicates: 0 }],
};

/** Serves the consumer's `GET /events`. */
async function stubConsumer() {
  const clients = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("retry: 50\n\n");
    clients.add(response);
    response.on("close", () => clients.delete(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (event: string, data: string) => {
      for (const client of clients) client.write(`event: ${event}\ndata: ${data}\n\n`);
    },
    untilConnected: () => until("the publisher to listen", () => clients.size > 0),
    cut: () => {
      for (const client of clients) client.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("the consumer's state is known, and unknown from the loss of the connection until it is back", async () => {
  await using consumer = await stubConsumer();
  const seen: string[] = [];
  using feed = new ConsumerFeed(consumer.url, "r", ({ id, lastSeq }) => seen.push(`${id} ${lastSeq}`));
  expect(feed.state).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state", () => feed.state?.ready === true);
  expect(feed.devices?.get("a")).toMatchObject({ arrived: 3 });
  expect(seen).toEqual(["a 2"]);

  consumer.cut();
  await until("the loss", () => feed.state === undefined);
  expect(feed.devices?.get("a")).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state again", () => feed.state !== undefined);
});

test("a consumer that falls silent is unknown after some seconds", async () => {
  await using consumer = await stubConsumer();
  using feed = new ConsumerFeed(consumer.url, "r", () => undefined);
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state", () => feed.state !== undefined);
  await until("the silence to be noticed", () => feed.state === undefined);
});

test("events of another program leave the state unknown, and break nothing", async () => {
  await using consumer = await stubConsumer();
  using feed = new ConsumerFeed(consumer.url, "r", () => undefined);
  await consumer.untilConnected();
  for (const data of ["rubbish", "{}", '{"devices":7}']) consumer.tell("state", data);
  consumer.tell("second", JSON.stringify({ arrived: 1, p50Ms: null, p99Ms: null }));
  await until("the second after them", () => feed.takeSecond()?.arrived === 1);
  expect(feed.state).toBeUndefined();
});
