import { type KafkaRecord } from "../../../services/consumer/kafka-record.ts";
import { sha256 } from "../../../services/shared/journal/journal.ts";
import { decodeReading, InvalidReadingError } from "../../../services/shared/reading/reading.ts";
import { type TraceCarrier, traceOf } from "../../../services/shared/reading/trace.ts";
import { type RecordedReading } from "./record-index.ts";

/** Returns the reading in a record; `undefined` if it is none with run and seq. */
export function recordedReading(
  { value, header, timestampMs }: Pick<KafkaRecord, "value" | "header" | "timestampMs">,
  traceCarrier: TraceCarrier,
): RecordedReading | undefined {
  const trace = value === null ? undefined : traceOf(traceCarrier, header, value);
  if (value === null || trace === undefined) return undefined;
  try {
    return { device: decodeReading(value).id, ...trace, sha256: sha256(value), recordedMs: timestampMs };
  } catch (error) {
    if (error instanceof InvalidReadingError) return undefined;
    throw error;
  }
}
