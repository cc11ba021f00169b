import { expect, test } from "vitest";
import { proxyVariables } from "../../../../../../testbed/pipeline/compose/variables/proxy-variables.ts";

test("without links there is no proxy", () => {
  expect(proxyVariables([], 3002)).toEqual({});
});

test("a link leads from its client through the proxy to its target", () => {
  expect(proxyVariables(["mqtt-bridge", "kafka-consumer"], 3002)).toEqual({
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: "3002",
    LINKS: "mqtt-bridge=0.0.0.0:1884>mosquitto:1883,kafka-consumer=0.0.0.0:29092>kafka:29092",
    MOSQUITTO_FOR_CONNECT: "proxy:1884",
    KAFKA_FOR_CONSUMER: "proxy:29092",
  });
});

test("in a cluster each leg of a link leads through a port of its own, from its client to its target", () => {
  const size = { kafkaNodes: 3, workers: 2, consumers: 1 };
  expect(proxyVariables(["publisher-mqtt", "mqtt-bridge", "bridge-kafka"], 3002, size)).toEqual({
    COMPOSE_PROFILES: "drill",
    PROXY_PORT: "3002",
    LINKS: [
      "publisher-mqtt=0.0.0.0:1883>mosquitto:1883",
      "mqtt-bridge@bridge-1=0.0.0.0:1884>mosquitto:1883",
      "mqtt-bridge@bridge-2=0.0.0.0:1885>mosquitto:1883",
      "bridge-kafka@kafka-1=0.0.0.0:19092>kafka-1:19092",
      "bridge-kafka@kafka-2=0.0.0.0:19093>kafka-2:19092",
      "bridge-kafka@kafka-3=0.0.0.0:19094>kafka-3:19092",
    ].join(),
    MOSQUITTO_FOR_PUBLISHER: "proxy:1883",
    ...{ MOSQUITTO_FOR_CONNECT_1: "proxy:1884", MOSQUITTO_FOR_CONNECT_2: "proxy:1885" },
    KAFKA_1_FOR_CONNECT: "proxy:19092",
    KAFKA_2_FOR_CONNECT: "proxy:19093",
    KAFKA_3_FOR_CONNECT: "proxy:19094",
  });
});
