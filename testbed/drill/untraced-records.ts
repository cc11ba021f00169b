import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { counted, forCount } from "../counted.ts";

/** Records in Kafka, and the carrier of run and seq. */
export interface UntracedRecords {
  /** Number of records that are no readings with run and seq. */
  readonly untraced: number;
  /** Number of readings with run and seq. */
  readonly inKafka: number;
  readonly traceCarrier: TraceCarrier;
}

/** Returns the number of records without run and seq as words, with the remedy if no record has them. */
export function untracedText({ untraced, inKafka, traceCarrier }: UntracedRecords): string {
  const text = `${counted(untraced, "record")} in Kafka that ${forCount(untraced, "is no reading", "are no readings")} with run and seq`;
  return inKafka > 0 || untraced === 0 || traceCarrier === "payload"
    ? text
    : `${text}: if the bridge drops MQTT user properties, use --trace payload, which puts both into the JSON`;
}
