import { type Anomalies } from "../ledger/verdict/verdict.ts";
import { type DrillReport, mostNamed } from "./drill/drill-report.ts";

/** The anomalies as reports have them. A bridge that floods could otherwise make one that is too long for a file. */
export function named(anomalies: Anomalies): DrillReport["anomalies"] {
  const shortened = Object.entries(anomalies).map(([word, all]) => [word, all.slice(0, mostNamed)]);
  return structuredClone(Object.fromEntries(shortened)) as DrillReport["anomalies"];
}
