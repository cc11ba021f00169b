import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { until } from "../until.ts";

const latencies = { count: 0, p50Ms: null, p99Ms: null, ratePerSecond: 0 };
/** Data of a `state` event. */
export const consumerState = {
  since: "2026-01-01T00:00:00.000Z",
  ready: true,
  readAgain: 0,
  unreadable: 0,
  lastMinute: { endToEnd: latencies, toConnect: latencies, fromConnect: latencies },
  devices: [{ id: "a", lastRun: "r", arrivedOfRun: 3, lastSeq: 2, lastSeenMs: 5, gaps: 0, duplicates: 0 }],
};

/** Starts a server of the consumer's `GET /events`, which refuses the first clients with these statuses. */
export async function startStubConsumer(...refusals: number[]) {
  const clients = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    const refusal = refusals.shift();
    if (refusal !== undefined) {
      response.writeHead(refusal).end();
      return;
    }
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
    untilRefused: () => until("the refusals", () => refusals.length === 0),
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
