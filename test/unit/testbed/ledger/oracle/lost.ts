import { type OptionalTap } from "../../../../../testbed/ledger/tap.ts";
import { type Hop } from "../../../../../testbed/ledger/verdict/hop.ts";
import { type LostReading } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { gapsOf, type RunFacts } from "./run-facts.ts";

/** A lost reading with the time of its making. */
export type TimedLoss = LostReading & { readonly madeAt: number | undefined };

/** Returns the lost readings by definition: acknowledged and not consumed. */
export function lostReadings(facts: RunFacts, taps: readonly OptionalTap[]): TimedLoss[] {
  const consumed = facts.distinct("consumed");
  return facts
    .distinct("acknowledged")
    .filter((seq) => !consumed.includes(seq))
    .map((seq) => ({
      ...facts.named(seq),
      hop: hopOf(seq, facts, taps),
      deadLettered: facts.seqsOf("dead-lettered").includes(seq),
      madeAt: facts.timesOf("made", seq)[0],
    }));
}

function hopOf(seq: number, facts: RunFacts, taps: readonly OptionalTap[]): Hop {
  const hasGap = (tap: OptionalTap, from: number, to: number) =>
    gapsOf(tap, facts.all).some((gap) => !(gap.to < from || gap.from > to));
  const isPresent = (tap: OptionalTap) => taps.includes(tap);
  if (facts.seqsOf("written").includes(seq)) return "kafka-consumer";
  if (!isPresent("kafka") || gapsOf("kafka", facts.all).length > 0) return "no-evidence";
  if (facts.seqsOf("dead-lettered").includes(seq)) return "bridge-kafka";
  if (facts.seqsOf("bridge-acknowledged").includes(seq)) return "bridge-kafka";
  if (facts.seqsOf("delivered").includes(seq)) return "mqtt-kafka";
  if (facts.seqsOf("seen").includes(seq)) {
    const [madeAt = Number.NEGATIVE_INFINITY] = facts.timesOf("made", seq);
    return isPresent("mqtt-bridge") && !hasGap("mqtt-bridge", madeAt, Number.POSITIVE_INFINITY)
      ? "mqtt-bridge"
      : "mqtt-kafka";
  }
  const sentAt = facts.timesOf("sent", seq);
  const from = sentAt.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...sentAt);
  const to = Math.max(...facts.timesOf("acknowledged", seq));
  return isPresent("mqtt") && !hasGap("mqtt", from, to) ? "publisher-mqtt" : "no-evidence";
}
