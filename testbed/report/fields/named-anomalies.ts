import { type Anomalies } from "../../ledger/verdict/verdict.ts";
import { type FreeRules, freeReasonsOf, type UndeliveredWord } from "../../run/judgement/free-readings.ts";
import { maxNamed, type NamedAnomalies } from "./report-fields.ts";

/** Returns the anomalies for a report, limited in number: those of a bridge that floods could otherwise exceed a file. */
export function named(anomalies: Anomalies, rules: FreeRules, toMs: (at: number) => number): NamedAnomalies {
  const shortened = Object.entries(anomalies).map(([word, all]) => [word, all.slice(0, maxNamed)]);
  const reasons = freeReasonsOf(anomalies, rules);
  const undelivered = (word: UndeliveredWord): NamedAnomalies[UndeliveredWord] =>
    anomalies[word].slice(0, maxNamed).map((reading, index) => ({
      ...{ device: reading.device, run: reading.run, seq: reading.seq },
      madeMs: reading.madeAt === undefined ? null : toMs(reading.madeAt),
      free: reasons[word][index] ?? null,
    }));
  const missingFinal = anomalies.missingFinal
    .slice(0, maxNamed)
    .map((reading, index) => ({ ...reading, free: reasons.missingFinal[index] ?? null }));
  return {
    ...(Object.fromEntries(shortened) as NamedAnomalies),
    ...{ unsent: undelivered("unsent"), unconfirmed: undelivered("unconfirmed"), missingFinal },
  };
}
