import { type z } from "zod";
import { hops } from "../../ledger/verdict/hop.ts";
import { type lostAt as lostAtField } from "../fields/report-fields.ts";

type LostAt = z.output<typeof lostAtField>;

/** Returns the hops of lost readings with their sums over these runs, such as "mqtt-bridge 2, bridge-kafka 3"; "" without a loss. */
export function lostAtText(lostAt: readonly LostAt[]): string {
  return hops
    .map((hop) => ({ hop, count: lostAt.reduce((sum, each) => sum + each[hop], 0) }))
    .filter(({ count }) => count > 0)
    .map(({ hop, count }) => `${hop} ${count}`)
    .join(", ");
}

/** Returns a sentence with the hops of the lost readings of a run, if there are any. */
export function lostAtNotes({ lostAt }: { readonly lostAt: LostAt }): string[] {
  const hops = lostAtText([lostAt]);
  return hops === "" ? [] : [`Lost at: ${hops}.`];
}
