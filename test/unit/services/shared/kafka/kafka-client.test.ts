import { once } from "node:events";
import { type Socket } from "node:net";
import { pino } from "pino";
import { expect, test } from "vitest";
import { kafkaClient } from "../../../../../services/shared/kafka/kafka-client.ts";
import { apiKeys, stubKafka } from "./stub-kafka.ts";

const silent = pino({ level: "silent" });
const closed = /the client is closed/;

test("a client that is disposed closes its connections, whoever has forgotten them", async () => {
  const kafka = await stubKafka((socket, _apiKey, response) => socket.write(response));
  await using _server = kafka.server;
  const opened = once(kafka.server, "connection") as Promise<[Socket]>;
  const client = kafkaClient("test", [kafka.address], silent);
  await client.admin().connect();
  const [connection] = await opened;
  const ended = once(connection, "close");
  client[Symbol.dispose]();
  await ended;
});

test("a request that a broker owes an answer to ends with its client", async () => {
  const kafka = await stubKafka((socket, apiKey, response) => {
    if (apiKey === apiKeys.apiVersions) socket.write(response);
    else kafka.server.emit("unanswered");
  });
  await using _server = kafka.server;
  const client = kafkaClient("test", [kafka.address], silent);
  const admin = client.admin();
  await admin.connect();
  const unanswered = once(kafka.server, "unanswered");
  const asked = admin.describeCluster();
  await unanswered;
  client[Symbol.dispose]();
  await expect(asked).rejects.toThrow(closed);
  await admin.disconnect();
});

test("a client gives up to reach Kafka when it is disposed, and opens no connection after that", async () => {
  const kafka = await stubKafka((socket) => socket.destroy());
  await using _server = kafka.server;
  const client = kafkaClient("test", [kafka.address], silent);
  const tried = once(kafka.server, "connection");
  const connected = client.admin().connect();
  await tried;
  client[Symbol.dispose]();
  await expect(connected).rejects.toThrow(closed);
  let connections = 0;
  kafka.server.on("connection", () => (connections += 1));
  await expect(client.admin().connect()).rejects.toThrow(closed);
  expect(connections).toBe(0);
});
