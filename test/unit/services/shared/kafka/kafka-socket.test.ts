import { pino } from "pino";
import { expect, test } from "vitest";
import { kafkaClient } from "../../../../../services/shared/kafka/kafka-client.ts";
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
