import { type Verdict } from "../../ledger/verdict/verdict.ts";

/** Returns what a verdict could not check, as phrases. */
export function uncheckedParts({
  uncheckedBytes,
  uncheckedStatuses,
  unjudgedDeactivations,
}: Pick<Verdict, "uncheckedBytes" | "uncheckedStatuses" | "unjudgedDeactivations">): string[] {
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
  ];
}
