import { counted, forCount } from "../../counted.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type ConsumerEvidence } from "../../pipeline/consumer/consumer-evidence.ts";
import { type IndependentReading } from "../../taps/independent/independent-reading.ts";

/** Returns what a verdict could not check, as phrases. `reading`: second reading of the Kafka log, `consumer`: consumer under test, if there is one. */
export function uncheckedParts(
  {
    uncheckedBytes,
    uncheckedStatuses,
    unjudgedDeactivations,
  }: Pick<Verdict, "uncheckedBytes" | "uncheckedStatuses" | "unjudgedDeactivations">,
  reading?: IndependentReading,
  consumer?: ConsumerEvidence,
): string[] {
  return [
    ...(consumer?.kind === "commits"
      ? [
          "whether, how often and in which order the consumer handled what it committed: it wrote no journal, so a reading below its committed offset counts as consumed",
        ]
      : []),
    ...(uncheckedStatuses > 0
      ? [`final readings and ghosts among ${counted(uncheckedStatuses, "reading")} whose status no tap saw`]
      : []),
    ...(uncheckedBytes > 0
      ? [`the bytes of ${counted(uncheckedBytes, "duplicate")} that arrived too long after the first arrival`]
      : []),
    ...(unjudgedDeactivations > 0
      ? [
          `the final readings of ${counted(unjudgedDeactivations, "deactivation")} that the end of the publisher cut short`,
        ]
      : []),
    ...(reading?.failure === undefined
      ? []
      : [`whether the Kafka log has readings that the tap (kafkajs) missed: ${reading.failure}`]),
    ...(reading?.hasHoles && reading.notFound > 0
      ? [
          `${counted(reading.notFound, "reading")} that ${forCount(reading.notFound, "was", "were")} in the Kafka log, from which records have been removed since`,
        ]
      : []),
  ];
}
