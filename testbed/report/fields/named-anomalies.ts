import { type Anomalies } from "../../ledger/verdict/verdict.ts";
import { type FreeRules, type FreeWord, freeReasonOf } from "../../run/judgement/free-readings.ts";
import { maxNamed, type NamedAnomalies } from "./report-fields.ts";

/** Returns the anomalies for a report, limited in number: those of a bridge that floods could otherwise exceed a file. */
export function named(anomalies: Anomalies, rules: FreeRules, toMs: (at: number) => number): NamedAnomalies {
  const shortened = Object.entries(anomalies).map(([word, all]) => [word, all.slice(0, maxNamed)]);
  const undelivered = (word: FreeWord): NamedAnomalies[FreeWord] =>
    anomalies[word].slice(0, maxNamed).map((reading) => ({
      ...{ device: reading.device, run: reading.run, seq: reading.seq },
      madeMs: reading.madeAt === undefined ? null : toMs(reading.madeAt),
      free: freeReasonOf(word, reading, rules) ?? null,
    }));
  return {
    ...(structuredClone(Object.fromEntries(shortened)) as NamedAnomalies),
    ...{ unsent: undelivered("unsent"), unconfirmed: undelivered("unconfirmed") },
  };
}
