import { counted, forCount } from "../../counted.ts";
import { type IndependentReading } from "../../taps/independent/independent-reading.ts";

/**
 * Returns a sentence if two readers of the Kafka log disagree: tap or consumer read what the independent one did not find, although
 * nothing was removed from the log. One of them is at fault.
 */
export function logContradictions(reading: IndependentReading | undefined): string[] {
  if (reading === undefined || reading.notFound === 0 || reading.hasHoles) return [];
  const { notFound } = reading;
  return [
    `${counted(notFound, "reading")} that the Kafka tap or the consumer (kafkajs) read ${forCount(notFound, "is", "are")} not in the log by the independent reader`,
  ];
}
