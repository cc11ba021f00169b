import { formatList } from "../text/format.js";
import { linksIn, partsIn } from "./parts.js";

/** @import { PartName } from "../../../../shared/topology.ts" */
/** @import { Overview } from "../../overview.ts" */
/** @import { Link, Part } from "./parts.js" */
/** @import { PageState } from "./summary.js" */

/** @typedef {{ readonly kind: "good" | "bad" | "unknown", readonly text: string }} Verdict */

/** @type {Readonly<Record<PartName, string>>} */
const consequences = {
  publisher: "no readings are sent",
  mqtt: "readings wait at the publisher",
  bridge: "readings do not get from Mosquitto to Kafka",
  kafka: "readings do not get past Connect",
  consumer: "what arrives is unknown",
};

/**
 * Returns the state of the whole pipeline as a sentence without numbers.
 * @param {Pick<PageState, "isLive" | "wasLive" | "pipeline" | "devices">} state
 * @returns {Verdict}
 */
export function verdictOf({ isLive, wasLive, pipeline, devices }) {
  if (!wasLive) return { kind: "unknown", text: "Connecting to the publisher …" };
  if (!isLive) {
    return { kind: "bad", text: "The publisher does not answer: the state of every part is unknown." };
  }
  const problems = problemsIn(pipeline);
  if (problems.length > 0) return { kind: "bad", text: problems.join(" ") };
  if (!devices.some(({ status }) => status === "Active")) {
    return { kind: "good", text: "Every part is up; no device is active, so nothing is sent." };
  }
  const unknownLinks = linksIn(pipeline, "unknown");
  if (unknownLinks.length > 0) {
    const text = `Every part is up; whether readings get ${routesOf(unknownLinks)} is not known yet.`;
    return { kind: "unknown", text };
  }
  return { kind: "good", text: "Everything flows." };
}

/** @param {Overview} pipeline */
function problemsIn(pipeline) {
  const ofParts = [...downParts(pipeline), ...stalledParts(pipeline)];
  // A failed part explains its links; a failed link between healthy parts needs a sentence.
  const ofLinks = ofParts.length > 0 ? [] : [...downLinks(pipeline), ...stalledLinks(pipeline)];
  return [...ofParts, ...ofLinks, ...unknownParts(pipeline)];
}

/** @param {Overview} pipeline */
function downParts(pipeline) {
  const down = partsIn(pipeline, "down");
  const [first] = down;
  if (first === undefined) return [];
  return [
    `${capitalized(namesOf(down))} ${down.length === 1 ? "is" : "are"} down: ${consequences[first.id]}.`,
  ];
}

/** @param {Overview} pipeline */
function stalledParts(pipeline) {
  // Without Mosquitto the connector cannot do its work.
  const isWithoutBroker = pipeline.parts.mqtt.state === "down";
  const stalled = partsIn(pipeline, "not flowing").filter(({ id }) => id !== "bridge" || !isWithoutBroker);
  const [first] = stalled;
  if (first === undefined) return [];
  const claim = stalled.length === 1 ? "says it is" : "say they are";
  const obstacle = (stalled.length === 1 && pipeline.parts[first.id].obstacle) || "nothing flows";
  return [`${capitalized(namesOf(stalled))} ${claim} up, but ${obstacle}.`];
}

/** @param {Overview} pipeline */
function downLinks(pipeline) {
  const down = linksIn(pipeline, "down");
  return down.length === 0 ? [] : [`Readings do not get ${routesOf(down)}.`];
}

/** @param {Overview} pipeline */
function stalledLinks(pipeline) {
  const stalled = linksIn(pipeline, "not flowing");
  return stalled.length === 0 ? [] : [`Nothing flows ${routesOf(stalled)}.`];
}

/** @param {Overview} pipeline */
function unknownParts(pipeline) {
  const unknown = partsIn(pipeline, "unknown");
  const others = unknown.filter(({ id }) => id !== "consumer");
  return [
    ...(others.length < unknown.length ? ["The consumer cannot be reached: what arrives is unknown."] : []),
    ...(others.length > 0 ? [`The state of ${namesOf(others)} is unknown.`] : []),
  ];
}

/** @param {readonly Link[]} some */
function routesOf(some) {
  return formatList(some.map(({ from, to }) => `from ${namesOf([from])} to ${namesOf([to])}`));
}

/**
 * Lists parts for use within a sentence, such as "Mosquitto, Kafka and the consumer".
 * @param {readonly Part[]} some
 */
function namesOf(some) {
  return formatList(
    some.map(({ id, name }) =>
      id === "publisher" || id === "consumer" ? `the ${name.toLowerCase()}` : name,
    ),
  );
}

/** @param {string} text */
function capitalized(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
