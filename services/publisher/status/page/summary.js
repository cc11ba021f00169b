import { count, duration, longDuration, plural, rate } from "./figures.js";
import { hops, parts } from "./pipeline.js";
import { writeAttribute, writeText } from "./write.js";

const consequenceOf = {
  publisher: "no readings are sent",
  mqtt: "readings wait at the publisher",
  bridge: "readings do not get from Mosquitto to Kafka",
  kafka: "readings do not get past Connect",
  consumer: "what arrives is unknown",
};

/**
 * What the whole comes to, in words. A screen reader speaks every change of the sentence, so it holds no figure;
 * the figures stand beside it and change unannounced.
 */
export class Summary {
  #sentence;
  #figures;
  #title = document.title;

  constructor(sentence, figures) {
    this.#sentence = sentence;
    this.#figures = figures;
  }

  show(facts) {
    const { verdict, text } = sentenceOf(facts);
    writeText(this.#sentence, text);
    writeAttribute(this.#sentence, "data-verdict", verdict);
    writeText(this.#figures, figuresOf(facts));
    // Seen in the tab while another one is in front. A hidden page draws no frames, so this must not wait for one.
    const title = `${verdict === "good" ? "✓" : "✗"} ${this.#title}`;
    if (document.title !== title) document.title = title;
  }
}

function sentenceOf({ live, everLive, pipeline, devices }) {
  if (!everLive) return { verdict: "unknown", text: "Connecting to the publisher …" };
  if (!live) {
    return {
      verdict: "bad",
      text: "The publisher does not answer: the state of every part is unknown.",
    };
  }
  const partTroubles = [partsDownIn(pipeline), partsStuckIn(pipeline)].filter(Boolean);
  // A part in trouble explains the hops; a hop in trouble between healthy parts must be said.
  const hopTroubles = partTroubles.length > 0 ? [] : [hopsDownIn(pipeline), hopsDryIn(pipeline)];
  const troubles = [...partTroubles, ...hopTroubles, partsUnknownIn(pipeline)].filter(Boolean);
  if (troubles.length > 0) return { verdict: "bad", text: troubles.join(" ") };
  if (activeOf(devices) === 0) {
    return { verdict: "good", text: "Every part is up; no device is active, so nothing is sent." };
  }
  const unsure = hopsIn(pipeline, "unknown");
  if (unsure.length > 0) {
    return {
      verdict: "unknown",
      text: `Every part is up; whether readings get ${ways(unsure)} is not known yet.`,
    };
  }
  return { verdict: "good", text: "Everything flows." };
}

function partsDownIn(pipeline) {
  const down = partsIn(pipeline, "down");
  if (down.length === 0) return undefined;
  return `${named(down)} ${down.length === 1 ? "is" : "are"} down: ${consequenceOf[down[0].id]}.`;
}

function partsStuckIn(pipeline) {
  const stuck = partsIn(pipeline, "not flowing");
  if (stuck.length === 0) return undefined;
  return `${named(stuck)} ${stuck.length === 1 ? "says it is" : "say they are"} up, but nothing flows.`;
}

function hopsDownIn(pipeline) {
  const down = hopsIn(pipeline, "down");
  return down.length === 0 ? undefined : `Readings do not get ${ways(down)}.`;
}

function hopsDryIn(pipeline) {
  const dry = hopsIn(pipeline, "not flowing");
  return dry.length === 0 ? undefined : `Nothing flows ${ways(dry)}.`;
}

function partsUnknownIn(pipeline) {
  const unknown = partsIn(pipeline, "unknown");
  const others = unknown.filter(({ id }) => id !== "consumer");
  const sentences = [];
  if (others.length < unknown.length) {
    sentences.push("The consumer cannot be reached: what arrives is unknown.");
  }
  if (others.length > 0) sentences.push(`The state of ${named(others, false)} is unknown.`);
  return sentences.join(" ");
}

function figuresOf({ live, everLive, pipeline, devices, latestP50Ms, serverNowMs }) {
  if (!live || !everLive) return "";
  const claims = partsIn(pipeline, "not flowing").map(
    ({ id, name }) => `${name} says “${pipeline.parts[id].says}”. `,
  );
  const active = activeOf(devices);
  const all = plural(devices.length, "device");
  const figures = [active === devices.length ? all : `${count(active)} of ${all} active`];
  const { "publisher-mqtt": first, "kafka-consumer": last } = pipeline.hops;
  if (last.state === "up" && last.ratePerSecond !== null) {
    figures.push(readings(last.ratePerSecond));
    if (latestP50Ms !== null) figures.push(`${duration(latestP50Ms)} from device to consumer (p50)`);
  } else {
    if (first.state === "up" && first.ratePerSecond !== null) {
      figures.push(`${readings(first.ratePerSecond)} acknowledged by Mosquitto`);
    }
    const lastSeenMs = lastSeenOf(devices);
    if (lastSeenMs !== null && active > 0) {
      figures.push(`nothing has arrived for ${longDuration(serverNowMs - lastSeenMs)}`);
    }
  }
  return `${claims.join("")}${figures.join(", ")}.`;
}

function partsIn(pipeline, state) {
  return parts.filter(({ id }) => pipeline.parts[id].state === state);
}

function hopsIn(pipeline, state) {
  return hops.filter(({ id }) => pipeline.hops[id].state === state);
}

function readings(perSecond) {
  return rate(perSecond).replace("/s", " readings/s");
}

function activeOf(devices) {
  return devices.filter(({ status }) => status === "Active").length;
}

function lastSeenOf(devices) {
  let lastSeenMs = null;
  for (const device of devices) {
    if (device.lastSeenMs !== null && (lastSeenMs === null || device.lastSeenMs > lastSeenMs)) {
      lastSeenMs = device.lastSeenMs;
    }
  }
  return lastSeenMs;
}

/** "Mosquitto, Kafka and the consumer" */
function named(some, startsSentence = true) {
  const names = some.map(({ id, name }) =>
    id === "publisher" || id === "consumer" ? `the ${name.toLowerCase()}` : name,
  );
  const text = listed(names);
  return startsSentence ? `${text[0].toUpperCase()}${text.slice(1)}` : text;
}

function ways(some) {
  return listed(some.map(({ from, to }) => `from ${named([from], false)} to ${named([to], false)}`));
}

function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
