import { type Anomalies } from "../../ledger/verdict/verdict.ts";
import { maxNamed, type NamedAnomalies } from "./report-fields.ts";

/** Returns the anomalies for a report, limited in number: those of a bridge that floods could otherwise exceed a file. */
export function named(anomalies: Anomalies): NamedAnomalies {
  const shortened = Object.entries(anomalies).map(([word, all]) => [word, all.slice(0, maxNamed)]);
  return structuredClone(Object.fromEntries(shortened)) as NamedAnomalies;
}
