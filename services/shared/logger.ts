import { type Logger, pino, stdTimeFunctions } from "pino";

/** A logger that writes one JSON object per line to standard output. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
