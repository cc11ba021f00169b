import { destination, type Logger, pino } from "pino";

/**
 * A logger that writes one JSON object per line to standard output. What is logged while a write is under way goes with the
 * next one: a write for each line was most of what the consumer did under load. So what a process that is killed logged in
 * its last moment is not in its log; what it has to account for is in its journal.
 */
export function createLogger(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ sync: false }),
  );
}

let lastMs = 0;
let lastText = "";

/** As ISO 8601, made anew only when the time has changed: thousands of lines share their millisecond's. */
function now(): string {
  const nowMs = Date.now();
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    lastText = new Date(nowMs).toISOString();
  }
  return lastText;
}
