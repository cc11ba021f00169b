import { isUtf8 } from "node:buffer";
import { type Status } from "../../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";
import { type TraceCarrier, traceNames } from "../../../services/shared/reading/trace.ts";
import { type LogRecord } from "./log-record.ts";

/** A reading with its name, as it stands in a record. */
export interface RecordedReading extends ReadingId {
  readonly status: Status;
}

/**
 * Returns the reading in a record; `undefined` if it is none, or has no run and seq. Follows the same contract as
 * `decodeReading` and `traceOf`, without their code, which the consumer and the other taps share: a fault in it would make
 * all of them blind to the same readings. A property test compares the two.
 */
export function readingInRecord(
  { value, headers }: Pick<LogRecord, "value" | "headers">,
  carrier: TraceCarrier,
): RecordedReading | undefined {
  const fields = value === null ? undefined : jsonObjectIn(value);
  if (fields === undefined) return undefined;
  const { id, x, y, status } = fields;
  const isReading =
    typeof id === "string" &&
    Number.isFinite(x) &&
    Number.isFinite(y) &&
    (status === "Active" || status === "Inactive");
  const trace = traceInHeaders(headers) ?? (carrier === "payload" ? traceInFields(fields) : undefined);
  return isReading && trace ? { device: id, ...trace, status } : undefined;
}

function jsonObjectIn(value: Buffer): Readonly<Record<string, unknown>> | undefined {
  // Bytes that are not UTF-8 would be replaced, which changes the device's name.
  if (!isUtf8(value)) return undefined;
  try {
    const json: unknown = JSON.parse(value.toString());
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function traceInHeaders(headers: LogRecord["headers"]) {
  const last = (name: string) => headers.findLast((header) => header[0] === name)?.[1]?.toString();
  const [run, seq] = [last(traceNames.run), last(traceNames.seq)];
  return run && seq && seq.length <= 15 && /^[0-9]+$/.test(seq) ? { run, seq: Number(seq) } : undefined;
}

function traceInFields({ run, seq }: Readonly<Record<string, unknown>>) {
  return typeof run === "string" &&
    run !== "" &&
    typeof seq === "number" &&
    Number.isSafeInteger(seq) &&
    seq >= 0
    ? { run, seq }
    : undefined;
}
