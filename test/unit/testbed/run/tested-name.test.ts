import { expect, test } from "vitest";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";
import { testedName } from "../../../../testbed/run/tested-name.ts";

const foreign = { mqttTopic: "t", kafkaTopic: "t", kafkaBrokers: "k1:9092,k2:9092" };

test.each<[string, Pick<RunOptions, "bridge" | "foreign">]>([
  ["mqtt-source", {}],
  ["./bridge", { bridge: { kind: "program", command: "./bridge" } }],
  ["mine", { bridge: { kind: "program", command: "./bridge", name: "mine" } }],
  ["a.B", { bridge: { kind: "connector", plugin: "p", config: { "connector.class": "a.B" } } }],
  ["p", { bridge: { kind: "connector", plugin: "p", config: {} } }],
  [
    "mine",
    { bridge: { kind: "connector", plugin: "p", config: { "connector.class": "a.B" }, name: "mine" } },
  ],
  ["mqtt://h:1883 → k1:9092,k2:9092", { foreign: { ...foreign, mqttUrl: "mqtt://h:1883" } }],
  ["mqtts://u:***@h:8883 → k1:9092,k2:9092", { foreign: { ...foreign, mqttUrl: "mqtts://u:secret@h:8883" } }],
])("%s is the name of %j", (name, options) => {
  expect(testedName(options)).toBe(name);
});
