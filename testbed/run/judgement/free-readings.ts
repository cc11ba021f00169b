import { type Anomalies, type TimeSpan, type UndeliveredReading } from "../../ledger/verdict/verdict.ts";

/** Words of which some readings are free: counted and listed, but in no budget. */
export const freeWords = ["unsent", "unconfirmed"] as const;

/** See {@link freeWords}. */
export type FreeWord = (typeof freeWords)[number];

/** Reasons for which a reading is free. */
export const freeReasons = [
  "made before the publisher was killed or stopped",
  "made during fault and recovery at QoS 0",
] as const;

/** See {@link freeReasons}. */
export type FreeReason = (typeof freeReasons)[number];

/** Number of readings of a word that are free for a reason. */
export interface FreeReadings {
  readonly word: FreeWord;
  readonly reason: FreeReason;
  readonly count: number;
}

/** Conditions under which readings are free. */
export interface FreeRules {
  readonly qos: 0 | 1 | 2;
  /** Time in which the making of a reading is disturbed by the fault; `undefined` without a fault. */
  readonly disturbance: TimeSpan | undefined;
}

/** Returns the reason for which a reading is free; `undefined` if it counts. */
export function freeReasonOf(
  word: FreeWord,
  { publisherEnded, madeAt }: UndeliveredReading,
  { qos, disturbance }: FreeRules,
): FreeReason | undefined {
  if (publisherEnded) return "made before the publisher was killed or stopped";
  const isDisturbed =
    disturbance !== undefined &&
    madeAt !== undefined &&
    madeAt >= disturbance.firstAt &&
    madeAt <= disturbance.lastAt;
  // A reading that was not sent was still with the publisher: QoS 0 does not lose it.
  return word === "unconfirmed" && qos === 0 && isDisturbed
    ? "made during fault and recovery at QoS 0"
    : undefined;
}

/** Returns the free readings by word and reason, without those of which there are none. */
export function freeReadings(anomalies: Pick<Anomalies, FreeWord>, rules: FreeRules): FreeReadings[] {
  return freeWords.flatMap((word) => {
    const reasons = anomalies[word].map((reading) => freeReasonOf(word, reading, rules));
    return freeReasons.flatMap((reason) => {
      const count = reasons.reduce((sum, other) => sum + (other === reason ? 1 : 0), 0);
      return count === 0 ? [] : [{ word, reason, count }];
    });
  });
}
