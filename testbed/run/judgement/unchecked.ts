import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type IndependentReading } from "../../taps/independent/independent-reading.ts";

/** Returns what a verdict could not check, as phrases. `reading`: second reading of the Kafka log, if there was one. */
export function uncheckedParts(
  {
    uncheckedBytes,
    uncheckedStatuses,
    unjudgedDeactivations,
  }: Pick<Verdict, "uncheckedBytes" | "uncheckedStatuses" | "unjudgedDeactivations">,
  reading?: IndependentReading,
): string[] {
  return [
    ...(uncheckedStatuses > 0
      ? [`final readings and ghosts among ${uncheckedStatuses} readings whose status no tap saw`]
      : []),
    ...(uncheckedBytes > 0
      ? [`the bytes of ${uncheckedBytes} duplicates that arrived too long after their first arrival`]
      : []),
    ...(unjudgedDeactivations > 0
      ? [
          `the final readings of ${unjudgedDeactivations} deactivations that the end of the publisher cut short`,
        ]
      : []),
    ...(reading?.failure === undefined
      ? []
      : [`whether the Kafka log has readings that the tap (kafkajs) missed: ${reading.failure}`]),
    ...(reading?.hasHoles && reading.notFound > 0
      ? [
          `${reading.notFound} readings that were in the Kafka log, from which records have been removed since`,
        ]
      : []),
  ];
}
