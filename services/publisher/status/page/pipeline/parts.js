/** @import { LinkName, PartName } from "../../../../shared/topology.ts" */
/** @import { FlowState, LinkView, Overview, PartView } from "../../overview.ts" */

/** @typedef {{ readonly id: PartName, readonly name: string, readonly role: string }} Part */
/** @typedef {{ readonly id: LinkName, readonly from: Part, readonly to: Part }} Link */

/** @type {Readonly<Record<PartName, Part>>} */
const part = {
  publisher: { id: "publisher", name: "Publisher", role: "devices" },
  mqtt: { id: "mqtt", name: "Mosquitto", role: "MQTT broker" },
  bridge: { id: "bridge", name: "Connect", role: "connector" },
  kafka: { id: "kafka", name: "Kafka", role: "log" },
  consumer: { id: "consumer", name: "Consumer", role: "reader" },
};

/** @type {Readonly<Record<LinkName, Link>>} */
const link = {
  "publisher-mqtt": { id: "publisher-mqtt", from: part.publisher, to: part.mqtt },
  "mqtt-bridge": { id: "mqtt-bridge", from: part.mqtt, to: part.bridge },
  "bridge-kafka": { id: "bridge-kafka", from: part.bridge, to: part.kafka },
  "kafka-consumer": { id: "kafka-consumer", from: part.kafka, to: part.consumer },
};

/** Parts of the pipeline, in the order of the flow. */
export const parts = Object.values(part);

/** Links between neighbouring parts, in the order of the flow. */
export const links = Object.values(link);

/** @type {PartView} */
const unknownPart = { state: "unknown", says: "" };
/** @type {LinkView} */
const unknownLink = { state: "unknown", ratePerSecond: null, p50Ms: null, p99Ms: null, measures: "" };

/**
 * The pipeline without news from the publisher.
 * @type {Overview}
 */
export const unknownPipeline = {
  parts: {
    publisher: unknownPart,
    mqtt: unknownPart,
    bridge: unknownPart,
    kafka: unknownPart,
    consumer: unknownPart,
  },
  links: {
    "publisher-mqtt": unknownLink,
    "mqtt-bridge": unknownLink,
    "bridge-kafka": unknownLink,
    "kafka-consumer": unknownLink,
  },
};

/**
 * Returns the parts in a state, in the order of the flow.
 * @param {Overview} pipeline
 * @param {FlowState} state
 */
export function partsIn(pipeline, state) {
  return parts.filter(({ id }) => pipeline.parts[id].state === state);
}

/**
 * Returns the links in a state, in the order of the flow.
 * @param {Overview} pipeline
 * @param {FlowState} state
 */
export function linksIn(pipeline, state) {
  return links.filter(({ id }) => pipeline.links[id].state === state);
}
