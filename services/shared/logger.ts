import { destination, type Logger, pino } from "pino";

/** Lines wait so long for others to be written with. */
const gatherMs = 20;

/**
 * A logger that writes one JSON object per line to standard output, all lines of some milliseconds together: a write for each
 * line was most of what the consumer did under load, and pino's destination (sonic-boom 5), given a line at a time, measures
 * all that waits once more for every line. So what a process that is killed logged in its last moment is not in its log; what
 * it has to account for is in its journal.
 */
export function createLogger(service: string, level: string): Logger {
  const output = destination({ sync: false });
  let gathered = "";
  const write = () => {
    output.write(gathered);
    gathered = "";
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
        if (gathered === "") setTimeout(write, gatherMs);
        gathered += line;
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
