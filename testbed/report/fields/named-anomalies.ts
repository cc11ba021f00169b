import { type Anomalies } from "../../ledger/verdict/verdict.ts";
import { mostNamed, type NamedAnomalies } from "./report-fields.ts";

/** Returns the anomalies of a report, shortened: a bridge that floods could otherwise make one too long for a file. */
export function named(anomalies: Anomalies): NamedAnomalies {
  const shortened = Object.entries(anomalies).map(([word, all]) => [word, all.slice(0, mostNamed)]);
  return structuredClone(Object.fromEntries(shortened)) as NamedAnomalies;
}
