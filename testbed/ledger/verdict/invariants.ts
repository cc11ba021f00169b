import { type OptionalTap } from "../tap.ts";
import { type Account } from "./account.ts";
import { type Counts, deviceWords } from "./counted-words.ts";
import { type Verdict } from "./verdict.ts";

/** Returns a sentence for each invariant that a verdict violates. They hold for any facts: a violation is a bug of the ledger. */
export function brokenInvariants({ counts, devices, anomalies, ...findings }: Verdict): string[] {
  const lostSomewhere = Object.values(findings.lostAt).reduce((sum, lost) => sum + lost, 0);
  return [
    ...deviceWords.flatMap((word) => {
      const ofDevices = devices.reduce((sum, device) => sum + device.counts[word], 0);
      return equal(`${word} in total`, counts[word], `${word} of the devices`, ofDevices);
    }),
    ...Object.entries(anomalies).flatMap(([word, list]) =>
      equal(word, counts[word as keyof Counts], "its list's length", list.length),
    ),
    ...equal("lost", counts.lost, "lost at all hops together", lostSomewhere),
    ...notMore("dead-lettered among the lost", findings.lostDeadLettered, "lost", counts.lost),
    ...notMore(
      "dead-lettered among the lost",
      findings.lostDeadLettered,
      "deadLettered",
      counts.deadLettered,
    ),
    ...notMore("lost", counts.lost, "acknowledged", counts.acknowledged),
    ...notMore("unconfirmed", counts.unconfirmed, "unknown", counts.unknown),
    ...notMore("unknown", counts.unknown, "sent", counts.sent),
    ...notMore("sent", counts.sent, "acknowledged + unknown", counts.acknowledged + counts.unknown),
    ...notMore("reordered", counts.reordered, "consumed", counts.consumed),
    ...notMore("late", counts.late, "consumed", counts.consumed),
    ...notMore("phantom", counts.phantom, "consumed + inKafka", counts.consumed + counts.inKafka),
    ...notMore("phantom not consumed", findings.unconsumedPhantoms, "phantom", counts.phantom),
    ...notMore("unsent", counts.unsent, "made", counts.made),
    ...notMore("inKafka", counts.inKafka, "made + phantom", counts.made + counts.phantom),
    ...notMore("consumed", counts.consumed, "made + phantom", counts.made + counts.phantom),
    ...notMore("ghost", counts.ghost, "consumed", counts.consumed),
    ...notMore("corrupt", counts.corrupt, "consumed + duplicates", counts.consumed + counts.duplicates),
    ...notMore("duplicates not compared", findings.uncheckedBytes, "duplicates", counts.duplicates),
  ];
}

/**
 * Returns a sentence for each stage that is larger than the one before it, as far as their taps missed nothing, and for each
 * sum that does not hold. All hold if the publisher's journal is complete: none of its facts is missing.
 */
export function brokenStages({ counts, unconsumedPhantoms, unmadeAtBroker, taps, gaps }: Verdict): string[] {
  const isWhole = (tap: OptionalTap) => taps.includes(tap) && gaps[tap].length === 0;
  return [
    ...notMore("acknowledged", counts.acknowledged, "sent", counts.sent),
    ...notMore("made", counts.made, "sent + dropped + unsent", counts.sent + counts.dropped + counts.unsent),
    ...notMore("atBroker", counts.atBroker - unmadeAtBroker, "sent", counts.sent),
    ...(isWhole("kafka") ? notMore("consumed", counts.consumed, "inKafka", counts.inKafka) : []),
    ...imbalances({ counts, unconsumedPhantoms }),
  ];
}

/**
 * Returns a sentence for each sum that does not hold. They hold if the publisher's journal is complete, whatever was lost
 * after it: made = acknowledged + unknown + never sent (dropped or unsent), and each sent reading is one of acknowledged
 * and consumed, acknowledged and lost, unknown and consumed, unconfirmed. An imbalance means that evidence is missing, so
 * the verdict is not reliable.
 */
export function imbalances({
  counts,
  unconsumedPhantoms,
}: Pick<Account, "counts" | "unconsumedPhantoms">): string[] {
  return [
    ...notMore("dropped", counts.dropped, "made", counts.made),
    ...notMore("sent", counts.sent, "made", counts.made),
    ...equal("sent", counts.sent, "acknowledged + unknown", counts.acknowledged + counts.unknown),
    ...equal(
      "consumed - consumed phantoms",
      counts.consumed - (counts.phantom - unconsumedPhantoms),
      "acknowledged - lost + unknown - unconfirmed",
      counts.acknowledged - counts.lost + counts.unknown - counts.unconfirmed,
    ),
  ];
}

function equal(name: string, value: number, otherName: string, other: number): string[] {
  return value === other ? [] : [`${name} (${value}) is not ${otherName} (${other})`];
}

function notMore(name: string, value: number, limitName: string, limit: number): string[] {
  return value <= limit ? [] : [`${name} (${value}) is more than ${limitName} (${limit})`];
}
