import { expect, test } from "vitest";
import { type FlowState, type Overview } from "../../../../../../../services/publisher/status/overview.ts";
import { verdictOf } from "../../../../../../../services/publisher/status/page/pipeline/verdict.js";
import { type DeviceView } from "../../../../../../../services/publisher/status/page-events.ts";
import { type LinkName, type PartName } from "../../../../../../../services/shared/topology.ts";

type States = Partial<Record<PartName | LinkName, FlowState>>;

/** Returns a pipeline that flows, except for these parts and links. */
function pipelineWith(states: States): Overview {
  const part = (name: PartName) => ({ state: states[name] ?? "up", says: "" });
  const link = (name: LinkName) => ({
    state: states[name] ?? "up",
    ratePerSecond: 1,
    p50Ms: 1,
    p99Ms: 1,
    measures: "",
  });
  return {
    parts: {
      publisher: part("publisher"),
      mqtt: part("mqtt"),
      bridge: part("bridge"),
      kafka: part("kafka"),
      consumer: part("consumer"),
    },
    links: {
      "publisher-mqtt": link("publisher-mqtt"),
      "mqtt-bridge": link("mqtt-bridge"),
      "bridge-kafka": link("bridge-kafka"),
      "kafka-consumer": link("kafka-consumer"),
    },
  };
}

const device: DeviceView = {
  id: "d",
  status: "Active",
  position: { x: 0, y: 0 },
  made: 1,
  acknowledged: 1,
  unknown: 0,
  waiting: 0,
  dropped: 0,
  refused: 0,
  lastAcknowledgedSeq: 0,
  pending: null,
  effectMs: null,
  arrived: 1,
  lastSeq: 0,
  lastSeenMs: 0,
  gaps: 0,
  duplicates: 0,
};

const live = { isLive: true, wasLive: true, pipeline: pipelineWith({}), devices: [device] };

test("a pipeline that flows is good", () => {
  expect(verdictOf(live)).toEqual({ kind: "good", text: "Everything flows." });
});

test("without an active device every part is good, and nothing is sent", () => {
  const { kind, text } = verdictOf({ ...live, devices: [{ ...device, status: "Inactive" }] });
  expect([kind, text]).toEqual(["good", "Every part is up; no device is active, so nothing is sent."]);
});

test("before the first event it is unknown; after the last one it is bad", () => {
  expect(verdictOf({ ...live, isLive: false, wasLive: false }).kind).toBe("unknown");
  expect(verdictOf({ ...live, isLive: false })).toEqual({
    kind: "bad",
    text: "The publisher does not answer: the state of every part is unknown.",
  });
});

test.each<[States, string]>([
  [{ mqtt: "down" }, "Mosquitto is down: readings wait at the publisher."],
  [{ mqtt: "down", kafka: "down" }, "Mosquitto and Kafka are down: readings wait at the publisher."],
  [{ bridge: "not flowing" }, "Connect says it is up, but nothing flows."],
  [{ consumer: "unknown" }, "The consumer cannot be reached: what arrives is unknown."],
  [
    { consumer: "unknown", kafka: "unknown" },
    "The consumer cannot be reached: what arrives is unknown. The state of Kafka is unknown.",
  ],
  [{ "mqtt-bridge": "down" }, "Readings do not get from Mosquitto to Connect."],
  [{ "kafka-consumer": "not flowing" }, "Nothing flows from Kafka to the consumer."],
])("%j is bad, in words", (states, text) => {
  expect(verdictOf({ ...live, pipeline: pipelineWith(states) })).toEqual({ kind: "bad", text });
});

test("a failed part explains its links", () => {
  const pipeline = pipelineWith({ mqtt: "down", "publisher-mqtt": "down", "mqtt-bridge": "down" });
  expect(verdictOf({ ...live, pipeline }).text).toBe("Mosquitto is down: readings wait at the publisher.");
});

test("a link that is unknown between healthy parts leaves the verdict open", () => {
  const pipeline = pipelineWith({ "bridge-kafka": "unknown" });
  expect(verdictOf({ ...live, pipeline })).toEqual({
    kind: "unknown",
    text: "Every part is up; whether readings get from Connect to Kafka is not known yet.",
  });
});

test("a part that reports to be up is told what keeps it from its work", () => {
  const { parts, links } = pipelineWith({});
  const bridge = { state: "not flowing", says: "", obstacle: "it is not connected to Mosquitto" } as const;
  const pipeline = { parts: { ...parts, bridge }, links };
  expect(verdictOf({ ...live, pipeline }).text).toBe(
    "Connect says it is up, but it is not connected to Mosquitto.",
  );
  const others = { ...parts, bridge, mqtt: { state: "not flowing", says: "" } as const };
  expect(verdictOf({ ...live, pipeline: { parts: others, links } }).text).toBe(
    "Mosquitto and Connect say they are up, but nothing flows.",
  );
});

test("a connector without a broker is explained by the broker", () => {
  const pipeline = pipelineWith({ mqtt: "down", bridge: "not flowing", "mqtt-bridge": "down" });
  expect(verdictOf({ ...live, pipeline }).text).toBe("Mosquitto is down: readings wait at the publisher.");
});
