import { counted } from "../../counted.ts";
import { provableFacts } from "../../ledger/verdict/missing-facts.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type ConsumerEvidence } from "../../pipeline/consumer/consumer-evidence.ts";
import { unusableText } from "../../pipeline/consumer/consumer-text.ts";

/** Quality of service of the readings of a run. */
type Qos = 0 | 1 | 2;

const withoutRecord = {
  made: "making",
  sent: "sending",
  acknowledged: "acknowledgement",
} as const;

/**
 * Returns a sentence for each part of the evidence that is missing for a verdict: records of the publisher and of the
 * consumer; `consumer`: one under test. What only the other taps missed leaves losses without a hop, and is no such part.
 */
export function missingEvidence(
  { missingFacts, gaps, counts, unconsumedPhantoms }: Verdict,
  qos: Qos,
  consumer?: ConsumerEvidence,
): string[] {
  const ofConsumer = consumer && unusableText(consumer);
  return [
    ...(["publisher", "consumer"] as const).flatMap((tap) =>
      gaps[tap].length === 0 || (tap === "consumer" && ofConsumer !== undefined)
        ? []
        : [`the journal of the ${tap} has unreadable lines (${gaps[tap].length})`],
    ),
    ...(ofConsumer === undefined ? [] : [`of the consumer: ${ofConsumer}`]),
    ...provableFacts.flatMap((fact) =>
      missingFacts[fact] === 0
        ? []
        : [
            `the publisher's journal has no record of the ${withoutRecord[fact]} of ${counted(missingFacts[fact], "reading")}`,
          ],
    ),
    ...(qos > 0 && counts.acknowledged === 0 && counts.consumed > counts.phantom - unconsumedPhantoms
      ? ["the publisher's journal has no acknowledgement, although readings were consumed"]
      : []),
  ];
}
