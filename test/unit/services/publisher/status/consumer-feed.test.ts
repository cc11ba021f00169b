import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { FarEnd } from "../../../../../services/publisher/status/consumer-feed.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

const latencies = { count: 0, p50Ms: null, p99Ms: null, ratePerSecond: 0 };
const state = {
  since: "2026-01-01T00:00:00.000Z",
  ready: true,
  readAgain: 0,
  unreadable: 0,
  lastMinute: { endToEnd: latencies, toConnect: latencies, fromConnect: latencies },
  devices: [{ id: "a", lastRun: "r", arrivedOfRun: 3, lastSeq: 2, lastSeenMs: 5, gaps: 0, duplicates: 0 }],
};

/** Plays the consumer's `GET /events`. */
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
    untilConnected: () =>
      waitFor(
        { description: "the publisher to listen", timeoutMs: 5_000 },
        () => clients.size > 0 || undefined,
      ),
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

const until = (description: string, isTrue: () => boolean) =>
  waitFor({ description, timeoutMs: 5_000 }, () => isTrue() || undefined);

test("what the consumer says is known, and unknown as soon as it is lost, until it is back", async () => {
  await using consumer = await stubConsumer();
  const seen: string[] = [];
  using farEnd = new FarEnd(consumer.url, ({ id, lastSeq }) => seen.push(`${id} ${lastSeq}`));
  expect(farEnd.state).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state", () => farEnd.state?.ready === true);
  expect(farEnd.devices?.get("a")).toMatchObject({ arrivedOfRun: 3 });
  expect(seen).toEqual(["a 2"]);

  consumer.cut();
  await until("the loss", () => farEnd.state === undefined);
  expect(farEnd.devices?.get("a")).toBeUndefined();
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state again", () => farEnd.state !== undefined);
});

test("a consumer that falls silent is unknown after some seconds", async () => {
  await using consumer = await stubConsumer();
  using farEnd = new FarEnd(consumer.url, () => undefined);
  await consumer.untilConnected();
  consumer.tell("state", JSON.stringify(state));
  await until("the state", () => farEnd.state !== undefined);
  await until("the silence to be noticed", () => farEnd.state === undefined);
});

test("somebody who is not our consumer is unknown, and breaks nothing", async () => {
  await using consumer = await stubConsumer();
  using farEnd = new FarEnd(consumer.url, () => undefined);
  await consumer.untilConnected();
  for (const data of ["rubbish", "{}", '{"devices":7}']) consumer.tell("state", data);
  consumer.tell("second", JSON.stringify({ arrived: 1, p50Ms: null, p99Ms: null }));
  await until("the second after them", () => farEnd.takeSecond()?.arrived === 1);
  expect(farEnd.state).toBeUndefined();
});
