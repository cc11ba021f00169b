import { destination, type Logger, pino } from "pino";
import { escapedLines } from "./text/escaped-text.ts";

/** Batching interval of log lines. */
const batchMs = 20;

/**
 * Returns a logger that writes one JSON object per line to standard output, in batches: under load the consumer spent most of
 * its time on one write per line, and pino's destination (sonic-boom 5) measures its whole buffer again for every line. A killed
 * process loses its last batch; facts that it must account for are in its journal.
 */
export function createLogger(service: string, level: string): Logger {
  const output = destination({ sync: false });
  let batch = "";
  const write = () => {
    // JSON escapes only some of the characters that a terminal obeys.
    output.write(escapedLines(batch));
    batch = "";
  };
  return pino(
    {
      level,
      base: { service },
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line) => {
        if (batch === "") setTimeout(write, batchMs);
        batch += line;
      },
    },
  );
}

let lastMs = 0;
let lastText = "";

/** Returns the time in ISO 8601, formatted once per millisecond: thousands of lines share one. */
function now(): string {
  const nowMs = Date.now();
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    lastText = new Date(nowMs).toISOString();
  }
  return lastText;
}
