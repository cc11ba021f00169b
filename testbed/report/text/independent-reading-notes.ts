import { counted, forCount } from "../../counted.ts";
import { type IndependentReadingField } from "../fields/report-fields.ts";

/** Returns a sentence on the second reading of the Kafka log, if there was one that came to its end or found something. */
export function independentReadingNotes({
  independentReading: reading,
}: {
  readonly independentReading: IndependentReadingField;
}): string[] {
  if (reading === null) return [];
  const { onlyIndependentReader: missed, failure } = reading;
  if (missed > 0)
    return [
      `The Kafka tap (kafkajs) missed ${counted(missed, "reading")} that ${forCount(missed, "is", "are")} in the log.`,
    ];
  return failure === null
    ? ["The Kafka log was read again with another client: the tap (kafkajs) missed nothing."]
    : [];
}
