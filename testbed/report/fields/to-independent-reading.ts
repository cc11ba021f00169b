import { type IndependentReading } from "../../taps/independent/independent-reading.ts";
import { type IndependentReadingField } from "./report-fields.ts";

/** Returns the second reading of the Kafka log for a report. */
export function toIndependentReading(reading: IndependentReading | undefined): IndependentReadingField {
  return reading === undefined ? null : { ...reading, failure: reading.failure ?? null };
}
