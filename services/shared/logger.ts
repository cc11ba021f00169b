import { destination, type Logger, pino, symbols } from "pino";
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
  const logger = pino(
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
  return stringifyingAtOnce(logger);
}

/** The part of pino that makes a line; its level and time come as they are written, such as `,"time":"…"`. */
interface LineWriter extends Logger {
  [symbols.asJsonSym](
    this: LineWriter,
    fields: object,
    message: string | undefined,
    level: number,
    time: string,
  ): string;
  /** Beginnings of lines, by level. */
  readonly [symbols.lsCacheSym]: Readonly<Record<number, string>>;
  /** Fields of every line. */
  readonly [symbols.chindingsSym]: string;
}

/**
 * Has a logger write the fields of a line by `JSON.stringify`. pino writes one after the other, which takes three times as long:
 * a tenth of the consumer's processor time under load.
 */
function stringifyingAtOnce(logger: Logger): Logger {
  const writer = logger as LineWriter;
  const pinosLine = writer[symbols.asJsonSym];
  writer[symbols.asJsonSym] = function (fields, message, level, time) {
    // pino writes errors, whose properties JSON leaves out.
    const isForPino = message === undefined || "err" in fields;
    const json = isForPino ? undefined : jsonOf({ ...fields, msg: message });
    if (json === undefined) return pinosLine.call(this, fields, message, level, time);
    return `${this[symbols.lsCacheSym][level]}${time}${this[symbols.chindingsSym]},${json.slice(1)}\n`;
  };
  return logger;
}

/** Returns fields as JSON; `undefined` if it cannot have them: a bigint, an object that contains itself. */
function jsonOf(fields: object): string | undefined {
  try {
    return JSON.stringify(fields);
  } catch {
    return undefined;
  }
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
