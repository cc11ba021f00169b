const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const alwaysTenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** Text for an unknown value, which is never shown as 0. */
export const unknownText = "unknown";

/** @param {number | null} value */
export function formatCount(value) {
  return value === null ? unknownText : whole.format(value);
}

/** @param {number | null} perSecond */
export function formatPerSecond(perSecond) {
  if (perSecond === null) return unknownText;
  return perSecond === 0 ? "0" : perSecond < 10 ? alwaysTenths.format(perSecond) : whole.format(perSecond);
}

/** @param {number | null} perSecond */
export function formatRate(perSecond) {
  return perSecond === null ? "rate unknown" : `${formatPerSecond(perSecond)}/s`;
}

/** @param {number | null} ms */
export function formatDuration(ms) {
  if (ms === null) return unknownText;
  if (ms < 10) return `${tenths.format(ms)} ms`;
  if (ms < 10_000) return `${whole.format(ms)} ms`;
  return formatElapsed(ms);
}

/**
 * Formats a running time in whole seconds, minutes or hours, rounded down.
 * @param {number} ms
 */
export function formatElapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** @param {number} ms */
export function formatAgo(ms) {
  return ms < 1000 ? "now" : `${formatElapsed(ms)} ago`;
}

/**
 * Formats a time of day, with the date unless it is today.
 * @param {number} epochMs
 */
export function formatTime(epochMs) {
  const date = new Date(epochMs);
  const today = day.format(new Date());
  return day.format(date) === today ? time.format(date) : `${day.format(date)}, ${time.format(date)}`;
}

/**
 * Formats a count with its noun, such as "1 device" and "2 devices".
 * @param {number} value
 * @param {string} noun in the singular
 */
export function formatQuantity(value, noun) {
  return `${whole.format(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/**
 * Joins names, such as "Mosquitto, Kafka and the consumer".
 * @param {readonly string[]} names
 */
export function formatList(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
