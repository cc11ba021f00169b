import { type Fact, type FactKind } from "../../services/shared/journal/fact.ts";
import { type LedgerFact } from "../ledger/fact.ts";

/**
 * Returns a journal's fact with its tap: each kind is written by one process only. Gaps are handled by JournalTap.
 * `...fact` comes first since V8 then copies the object as a whole: a load run reads millions of facts.
 */
export function fromJournal(fact: Fact<Exclude<FactKind, "gap">>): LedgerFact {
  switch (fact.fact) {
    case "made":
    case "sent":
    case "acknowledged":
    case "dropped":
    case "toggled":
      return { ...fact, tap: "publisher" };
    case "delivered":
    case "bridge-acknowledged":
      return { ...fact, tap: "mqtt-bridge" };
    case "consumed":
      return { ...fact, tap: "consumer" };
  }
}
