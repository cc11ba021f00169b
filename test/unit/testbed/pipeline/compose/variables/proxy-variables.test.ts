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
