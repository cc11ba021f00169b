import { pino } from "pino";
import { expect, test } from "vitest";
import { ClientConnections } from "../../../../../services/shared/kafka/client-connections.ts";
import { kafkaClient } from "../../../../../services/shared/kafka/kafka-client.ts";
import { openKafkaSocket } from "../../../../../services/shared/kafka/kafka-socket.ts";
import { freePorts } from "../../../../../testbed/pipeline/ports.ts";
import { apiKeys, stubKafka } from "./stub-kafka.ts";

test("a connection that breaks within a response does not corrupt the next connection", async () => {
  let broken = 0;
  const kafka = await stubKafka((socket, apiKey, response) => {
    if (apiKey === apiKeys.apiVersions || broken === 1) socket.write(response);
    else {
      broken += 1;
      socket.write(response.subarray(0, response.length / 2), () => socket.destroySoon());
    }
  });
  await using _server = kafka.server;
  const admin = kafkaClient("test", [kafka.address], pino({ level: "silent" })).admin();
  await admin.connect();
  await expect(admin.describeCluster()).rejects.toThrow("Closed connection");
  expect(await admin.describeCluster()).toMatchObject({ clusterId: "cluster" });
  await admin.disconnect();
});

test("responses that arrive byte by byte, or several at once, are read one by one", async () => {
  let metadataAnswers: Buffer[] = [];
  const kafka = await stubKafka((socket, apiKey, response) => {
    if (apiKey === apiKeys.apiVersions) {
      for (const byte of response) socket.write(Buffer.of(byte));
      return;
    }
    metadataAnswers.push(response);
    if (metadataAnswers.length < 2) return;
    socket.write(Buffer.concat(metadataAnswers));
    metadataAnswers = [];
  });
  await using _server = kafka.server;
  const admin = kafkaClient("test", [kafka.address], pino({ level: "silent" })).admin();
  await admin.connect();
  const both = await Promise.all([admin.describeCluster(), admin.describeCluster()]);
  expect(both).toMatchObject([{ clusterId: "cluster" }, { clusterId: "cluster" }]);
  await admin.disconnect();
});

test("each attempt to disconnect from a broker that is gone leaves no listener on its closed socket", async () => {
  const [port = 0] = await freePorts(1);
  using connections = new ClientConnections();
  const socket = openKafkaSocket({ host: "127.0.0.1", port, tls: undefined, connections }, () => undefined);
  socket.on("error", () => undefined);
  await new Promise((closed) => socket.on("close", closed));
  const before = socket.listenerCount("connect");
  for (let attempt = 0; attempt < 20; attempt += 1) socket.end().unref();
  expect(socket.listenerCount("connect")).toBe(before);
});
