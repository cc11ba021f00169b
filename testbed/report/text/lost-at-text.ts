import { hops } from "../../ledger/verdict/hop.ts";
import { type DrillReport } from "../drill/drill-report.ts";

/** Returns the hops of lost readings with their sums over these runs, such as "mqtt-bridge 2, bridge-kafka 3"; "" without a loss. */
export function lostAtText(lostAt: readonly DrillReport["lostAt"][]): string {
  return hops
    .map((hop) => ({ hop, count: lostAt.reduce((sum, each) => sum + each[hop], 0) }))
    .filter(({ count }) => count > 0)
    .map(({ hop, count }) => `${hop} ${count}`)
    .join(", ");
}

/** Returns a sentence with the hops of the lost readings of a run, if there are any. */
export function lostAtNotes({ lostAt }: Pick<DrillReport, "lostAt">): string[] {
  const hops = lostAtText([lostAt]);
  return hops === "" ? [] : [`Lost at: ${hops}.`];
}
