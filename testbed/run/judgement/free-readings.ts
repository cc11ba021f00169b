import { nameOf } from "../../../services/shared/reading/reading-id.ts";
import { type Anomalies, type TimeSpan, type UndeliveredReading } from "../../ledger/verdict/verdict.ts";

/** Words for readings that the publisher did not get rid of. */
const undeliveredWords = ["unsent", "unconfirmed"] as const;

/** See {@link undeliveredWords}. */
export type UndeliveredWord = (typeof undeliveredWords)[number];

/** Words of which some readings are free: counted and listed, but in no budget. */
export const freeWords = [...undeliveredWords, "missingFinal"] as const;

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
  /** Times in which the making of a reading is disturbed by a fault; more than one if a pipeline had several drills. */
  readonly disturbances: readonly TimeSpan[];
}

/** For each reading of a word, in their order, the reason for which it is free; `undefined` if it counts. */
export type FreeReasonLists = Readonly<Record<FreeWord, readonly (FreeReason | undefined)[]>>;

/** Returns the reason for which each reading is free. A final reading that is free is not missing either. */
export function freeReasonsOf(anomalies: Pick<Anomalies, FreeWord>, rules: FreeRules): FreeReasonLists {
  const reasonsOf = (word: UndeliveredWord) =>
    anomalies[word].map((reading) => reasonFor(word, reading, rules));
  const [unsent, unconfirmed] = [reasonsOf("unsent"), reasonsOf("unconfirmed")];
  const { missingFinal } = anomalies;
  if (missingFinal.length === 0) return { unsent, unconfirmed, missingFinal: [] };
  const reasonOfName = new Map([
    ...anomalies.unsent.map((reading, index) => [nameOf(reading), unsent[index]] as const),
    ...anomalies.unconfirmed.map((reading, index) => [nameOf(reading), unconfirmed[index]] as const),
  ]);
  return { unsent, unconfirmed, missingFinal: missingFinal.map((final) => reasonOfName.get(nameOf(final))) };
}

/** Returns the free readings by word and reason, without those of which there are none. */
export function freeReadings(anomalies: Pick<Anomalies, FreeWord>, rules: FreeRules): FreeReadings[] {
  const lists = freeReasonsOf(anomalies, rules);
  return freeWords.flatMap((word) =>
    freeReasons.flatMap((reason) => {
      const count = lists[word].reduce((sum, other) => sum + (other === reason ? 1 : 0), 0);
      return count === 0 ? [] : [{ word, reason, count }];
    }),
  );
}

function reasonFor(
  word: UndeliveredWord,
  { publisherEnded, madeAt }: UndeliveredReading,
  { qos, disturbances }: FreeRules,
): FreeReason | undefined {
  if (publisherEnded) return "made before the publisher was killed or stopped";
  // A reading that was not sent was still with the publisher: QoS 0 does not lose it.
  if (word === "unsent" || qos !== 0 || madeAt === undefined) return undefined;
  const isDisturbed = disturbances.some(({ firstAt, lastAt }) => madeAt >= firstAt && madeAt <= lastAt);
  return isDisturbed ? "made during fault and recovery at QoS 0" : undefined;
}
