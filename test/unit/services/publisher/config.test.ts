import { expect, test } from "vitest";
import { publisherSettings } from "../../../../services/publisher/config.ts";
import { defaultRoute } from "../../../../services/publisher/fleet/route.ts";
import { readEnvironment } from "../../../../services/shared/environment.ts";

const read = (environment: NodeJS.ProcessEnv) => readEnvironment(publisherSettings, environment);

test("without any variable the publisher has the devices, the route and the intervals of the contract", () => {
  expect(read({})).toEqual({
    HOST: "127.0.0.1",
    HTTP_HOSTS: [],
    PORT: 3000,
    LOG_LEVEL: "info",
    MQTT_URL: "mqtt://127.0.0.1:1883",
    MQTT_TOPIC: "coffee",
    MQTT_SHARDS: 4,
    MQTT_QOS: 1,
    TRACE: "properties",
    DEVICES: ["3DF92-192", "4HHC2-392"],
    ROUTE: defaultRoute,
    MIN_INTERVAL_MS: 1_000,
    MAX_INTERVAL_MS: 2_000,
    BUFFER_LIMIT: 100_000,
    CONNECTIONS: 1,
    LOAD_PROFILE: "steady",
  });
});

test.each([0, 1, 2])("the QoS can be %i", (qos) => {
  expect(read({ MQTT_QOS: String(qos) }).MQTT_QOS).toBe(qos);
});

test("devices and route can be set", () => {
  const { DEVICES, ROUTE } = read({ DEVICES: "a, b.c ,D_1", ROUTE: "[[0,0],[2.5,-1]]" });
  expect(DEVICES).toEqual(["a", "b.c", "D_1"]);
  expect(ROUTE).toEqual([
    { x: 0, y: 0 },
    { x: 2.5, y: -1 },
  ]);
});

test.each([
  ["PORT", "http", "PORT=http is refused: a whole number from 0 to 65535 is allowed"],
  ["PORT", "70000", "PORT=70000 is refused: a whole number from 0 to 65535 is allowed"],
  ["MQTT_URL", "http://x", "MQTT_URL=http://x is refused: mqtt://host:port or mqtts://host:port is allowed"],
  [
    "MQTT_TOPIC",
    "coffee/#",
    "MQTT_TOPIC=coffee/# is refused: a topic name without # and + is allowed, in which one whole level may be {shard}",
  ],
  [
    "MQTT_TOPIC",
    "coffee-{shard}",
    "MQTT_TOPIC=coffee-{shard} is refused: a topic name without # and + is allowed, in",
  ],
  ["MQTT_SHARDS", "0", "MQTT_SHARDS=0 is refused: a whole number from 1 to 1000 is allowed"],
  ["MQTT_QOS", "3", "MQTT_QOS=3 is refused: 0, 1 or 2 is allowed"],
  ["MQTT_QOS", "1.0", "MQTT_QOS=1.0 is refused: 0, 1 or 2 is allowed"],
  ["DEVICES", "a,,b", "DEVICES=a,,b is refused: a comma-separated list of different ids is allowed"],
  ["DEVICES", "a,a", "DEVICES=a,a is refused: a comma-separated list of different ids is allowed"],
  ["DEVICES", "a/b", "DEVICES=a/b is refused: a comma-separated list of different ids is allowed"],
  ["ROUTE", "[]", "ROUTE=[] is refused: a JSON list of at least one [x, y] pair of numbers is allowed"],
  ["ROUTE", "[[1,2],[3]]", "ROUTE=[[1,2],[3]] is refused: a JSON list of at least one [x, y] pair"],
  ["ROUTE", "[[1,2]", "ROUTE=[[1,2] is refused: a JSON list of at least one [x, y] pair"],
  ["MIN_INTERVAL_MS", "0", "MIN_INTERVAL_MS=0 is refused: a whole number from 1 to 3600000 is allowed"],
  ["MIN_INTERVAL_MS", "2001", "MIN_INTERVAL_MS=2001 is refused: at most MAX_INTERVAL_MS is allowed"],
  ["SEED", "-1", "SEED=-1 is refused: a whole number from 0 to 2147483647 is allowed"],
  ["BUFFER_LIMIT", "0", "BUFFER_LIMIT=0 is refused: a whole number from 1 to 10000000 readings is allowed"],
  [
    "LOG_LEVEL",
    "loud",
    "LOG_LEVEL=loud is refused: fatal, error, warn, info, debug, trace or silent is allowed",
  ],
])("%s=%s is refused with the value and what is allowed", (name, value, message) => {
  expect(() => read({ [name]: value })).toThrow(message);
});

test.each([
  "mqtt://topuser:s3cret@h:x",
  "http://topuser:s3cret@h",
  "mqtt://topuser:s3/cret@h",
  "mqtt://topuser:s3 cret%@h",
])("MQTT_URL=%s is refused without its user and password", (url) => {
  expect(() => read({ MQTT_URL: url })).toThrow(/^MQTT_URL=[a-z]+:\/\/\*\*\*@h.* is refused/);
  expect(() => read({ MQTT_URL: url })).not.toThrow(/topuser|s3/);
});

test("all problems are reported at once", () => {
  expect(() => read({ PORT: "x", DEVICES: ",", SEED: "1.5" })).toThrow(
    /PORT=x .*\nDEVICES=, .*\nSEED=1\.5 /s,
  );
});
