import { expect, test } from "vitest";
import { fromSeedHost, toSeedBroker } from "../../../../../services/shared/kafka/seed-broker.ts";

test.each([
  ["[::1]:9092", "::1", "9092"],
  ["[2001:db8::7]:19092", "2001:db8::7", "19092"],
  ["[fe80::1%eth0]:9092", "fe80::1%eth0", "9092"],
  ["127.0.0.1:9092", "127.0.0.1", "9092"],
  ["kafka-1.example.com:9092", "kafka-1.example.com", "9092"],
])("%s is one host and one port to kafkajs", (address, host, port) => {
  // As kafkajs does (`cluster/connectionPoolBuilder.js`).
  const [seedHost = "", seedPort] = toSeedBroker(address).split(":");
  expect([fromSeedHost(seedHost), seedPort]).toEqual([host, port]);
});
