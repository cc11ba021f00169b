import { createWriteStream } from "node:fs";
import { type Logger, pino } from "pino";

/** Lines wait so long for others to be written with. */
const gatherMs = 20;

/**
 * A logger that writes one JSON object per line to standard output, all lines of some milliseconds together: a write for each
 * line was most of what the consumer did under load. So what a process that is killed logged in its last moment is not in
 * its log; what it has to account for is in its journal.
 *
 * Through Node's own stream: pino's destination (sonic-boom 5) measures all that waits once more for every line, which took
 * twice the time.
 */
export function createLogger(service: string, level: string): Logger {
  const output = createWriteStream("", { fd: process.stdout.fd });
  return pino(
    {
      level,
      base: { service },
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line) => {
        if (output.writableCorked === 0) {
          output.cork();
          setTimeout(() => output.uncork(), gatherMs);
        }
        output.write(line);
      },
    },
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
