import { expect, test } from "vitest";
import { MqttBroker } from "../../../../services/shared/mqtt/mqtt-broker.ts";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";
import { testedName } from "../../../../testbed/run/tested-name.ts";

const foreign = { mqttTopic: "t", kafkaTopic: "t", kafkaBrokers: "k1:9092,k2:9092" };

test.each<[string, Pick<RunOptions, "bridge" | "consumer" | "foreign">]>([
  ["mqtt-source", {}],
  ["./bridge", { bridge: { kind: "program", command: "./bridge" } }],
  ["mine", { bridge: { kind: "program", command: "./bridge", name: "mine" } }],
  ["r/bridge:1", { bridge: { kind: "image", image: "r/bridge:1", environment: { TOKEN: "secret" } } }],
  ["mine", { bridge: { kind: "image", image: "r/bridge:1", environment: {}, name: "mine" } }],
  ["a.B", { bridge: { kind: "connector", plugin: "p", config: { "connector.class": "a.B" } } }],
  ["p", { bridge: { kind: "connector", plugin: "p", config: {} } }],
  [
    "mine",
    { bridge: { kind: "connector", plugin: "p", config: { "connector.class": "a.B" }, name: "mine" } },
  ],
  ["mqtt://h:1883 → k1:9092,k2:9092", { foreign: { ...foreign, mqtt: MqttBroker.at("mqtt://h:1883") } }],
  [
    "mqtts://h:8883 → k1:9092,k2:9092",
    { foreign: { ...foreign, mqtt: MqttBroker.at("mqtts://u:secret@h") } },
  ],
  ["mqtt-source → ./consumer", { consumer: { command: "./consumer" } }],
  ["mqtt-source → mine", { consumer: { command: "./consumer", name: "mine" } }],
  ["mqtt-source → ./consumer sql://***@h", { consumer: { command: "./consumer sql://u:secret@h" } }],
  ["./bridge amqp://***@h", { bridge: { kind: "program", command: "./bridge amqp://u:secret@h" } }],
])("%s is the name of %j", (name, options) => {
  expect(testedName(options)).toBe(name);
});
