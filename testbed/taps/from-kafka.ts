import { type KafkaRecord } from "../../services/consumer/kafka-record.ts";
import { decodeReading, InvalidReadingError, type Reading } from "../../services/shared/reading/reading.ts";
import { type TraceCarrier, traceOf } from "../../services/shared/reading/trace.ts";
import { type LedgerFact } from "../ledger/fact.ts";

/** Meaning of the records of a topic or a dead-letter topic. */
export interface KafkaRecordRules {
  /** `undefined` if the bridge has none. */
  readonly deadLetterTopic: string | undefined;
  readonly traceCarrier: TraceCarrier;
}

/**
 * Returns the fact that a record of the Kafka log is, read at this time (µs of the monotonic clock); `undefined` for a dead
 * letter that is no reading with run and seq.
 */
export function fromKafka(
  { topic, value, header }: Pick<KafkaRecord, "topic" | "value" | "header">,
  at: number,
  { deadLetterTopic, traceCarrier }: KafkaRecordRules,
): LedgerFact | undefined {
  const trace = value === null ? undefined : traceOf(traceCarrier, header, value);
  const reading = readingIn(value);
  const isDeadLetter = topic === deadLetterTopic;
  if (trace === undefined || reading === undefined) {
    return isDeadLetter ? undefined : { tap: "kafka", fact: "untraced" };
  }
  const named = { at, device: reading.id, ...trace };
  return isDeadLetter
    ? { tap: "kafka", fact: "dead-lettered", ...named }
    : { tap: "kafka", fact: "written", ...named, status: reading.status };
}

function readingIn(value: Buffer | null): Reading | undefined {
  try {
    return value === null ? undefined : decodeReading(value);
  } catch (error) {
    if (error instanceof InvalidReadingError) return undefined;
    throw error;
  }
}
