import { provableFacts } from "../../ledger/verdict/missing-facts.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";

/** Quality of service of the readings of a run. */
type Qos = 0 | 1 | 2;

const withoutRecord = {
  made: "of their making",
  sent: "of their sending",
  acknowledged: "of their acknowledgement",
} as const;

/**
 * Returns a sentence for each part of the evidence that is missing for a verdict: records of the publisher and of the
 * consumer. What only the other taps missed leaves losses without a hop, and is no such part.
 */
export function missingEvidence(
  { missingFacts, gaps, counts, unconsumedPhantoms }: Verdict,
  qos: Qos,
): string[] {
  return [
    ...(["publisher", "consumer"] as const).flatMap((tap) =>
      gaps[tap].length === 0 ? [] : [`the journal of the ${tap} has unreadable lines (${gaps[tap].length})`],
    ),
    ...provableFacts.flatMap((fact) =>
      missingFacts[fact] === 0
        ? []
        : [`the publisher's journal has no record ${withoutRecord[fact]} for ${missingFacts[fact]} readings`],
    ),
    ...(qos > 0 && counts.acknowledged === 0 && counts.consumed > counts.phantom - unconsumedPhantoms
      ? ["the publisher's journal has no acknowledgement, although readings were consumed"]
      : []),
  ];
}
