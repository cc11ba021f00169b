import { formatCount, formatDuration, formatElapsed, formatQuantity, formatRate } from "../text/format.js";
import { partsIn } from "./parts.js";

/** @import { DeviceView } from "../../page-events.ts" */
/** @import { Overview } from "../../overview.ts" */
/** @import { PageState } from "./summary.js" */

/**
 * Returns the metrics next to the summary: claims of stalled parts, devices, throughput, latency.
 * @param {PageState} state
 */
export function metricsText({ isLive, pipeline, devices, latestP50Ms, serverNowMs }) {
  if (!isLive) return "";
  const claims = partsIn(pipeline, "not flowing").map(
    ({ id, name }) => `${name} says “${pipeline.parts[id].says}”. `,
  );
  const active = devices.filter(({ status }) => status === "Active").length;
  const all = formatQuantity(devices.length, "device");
  const metrics = [
    active === devices.length ? all : `${formatCount(active)} of ${all} active`,
    ...(arrivals(pipeline, latestP50Ms) ?? [
      ...acknowledgements(pipeline),
      ...(active > 0 ? timeSinceArrival(devices, serverNowMs) : []),
    ]),
  ];
  return `${claims.join("")}${metrics.join(", ")}.`;
}

/**
 * Returns `undefined` unless readings are known to arrive.
 * @param {Overview} pipeline
 * @param {number | null} latestP50Ms
 */
function arrivals(pipeline, latestP50Ms) {
  const { state, ratePerSecond } = pipeline.links["kafka-consumer"];
  if (state !== "up" || ratePerSecond === null) return undefined;
  return [
    readingsRate(ratePerSecond),
    ...(latestP50Ms === null ? [] : [`${formatDuration(latestP50Ms)} from device to consumer (p50)`]),
  ];
}

/** @param {Overview} pipeline */
function acknowledgements(pipeline) {
  const { state, ratePerSecond } = pipeline.links["publisher-mqtt"];
  if (state !== "up" || ratePerSecond === null) return [];
  return [`${readingsRate(ratePerSecond)} acknowledged by Mosquitto`];
}

/**
 * @param {readonly DeviceView[]} devices
 * @param {number} nowMs
 */
function timeSinceArrival(devices, nowMs) {
  const lastSeenMs = devices.reduce(
    (latest, device) => Math.max(latest, device.lastSeenMs ?? latest),
    Number.NEGATIVE_INFINITY,
  );
  return Number.isFinite(lastSeenMs) ? [`nothing has arrived for ${formatElapsed(nowMs - lastSeenMs)}`] : [];
}

/** @param {number} perSecond */
function readingsRate(perSecond) {
  return formatRate(perSecond).replace("/s", " readings/s");
}
