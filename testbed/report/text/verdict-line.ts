import { type DrillReport } from "../drill/drill-report.ts";

/** Returns the verdict in one line: inside the budget, or every word outside it. */
export function verdictLine({ outside }: Pick<DrillReport, "outside">): string {
  if (outside.length === 0) return "Inside the budget.";
  const excess = outside.map(({ word, count, allowed }) => `${word} ${count} (allowed: ${allowed})`);
  return `Outside the budget: ${excess.join(", ")}.`;
}
