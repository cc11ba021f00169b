const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const alwaysTenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** What is not known is said, never shown as 0. */
export const unknown = "unknown";

export function count(value) {
  return value === null ? unknown : whole.format(value);
}

export function rate(perSecond) {
  if (perSecond === null) return "rate unknown";
  return `${perSecond === 0 ? "0" : perSecond < 10 ? alwaysTenths.format(perSecond) : whole.format(perSecond)}/s`;
}

export function duration(ms) {
  if (ms === null) return unknown;
  if (ms < 10) return `${tenths.format(ms)} ms`;
  if (ms < 10_000) return `${whole.format(ms)} ms`;
  return longDuration(ms);
}

/** As `duration`, in whole seconds at least: for what is counted on in front of the eyes. */
export function longDuration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

export function ago(ms) {
  return ms < 1000 ? "now" : `${longDuration(ms)} ago`;
}

/** The time of day, with the day where it is not today. */
export function clock(epochMs) {
  const date = new Date(epochMs);
  const today = day.format(new Date());
  return day.format(date) === today ? time.format(date) : `${day.format(date)}, ${time.format(date)}`;
}

export function plural(value, noun) {
  return `${whole.format(value)} ${noun}${value === 1 ? "" : "s"}`;
}
