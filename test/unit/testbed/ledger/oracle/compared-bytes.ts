import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type RunFacts } from "./run-facts.ts";

/** A consumption of a reading that was made. */
export interface ComparedConsumption {
  readonly seq: number;
  /** Whether the reading was settled so long ago that its bytes are not remembered. */
  readonly isForgotten: boolean;
  /** Whether the bytes differ from those that were made. */
  readonly differs: boolean;
}

/** Returns all consumptions of readings that were made. */
export function comparedConsumptions(facts: RunFacts, rememberedReadings: number): ComparedConsumption[] {
  const settlements = settlementsIn(facts.all);
  return facts.all.flatMap((fact, index) => {
    if (fact.fact !== "consumed" || fact.device !== facts.device || fact.run !== facts.run) return [];
    const original = facts.own.find((other) => other.fact === "made" && other.seq === fact.seq);
    if (original?.fact !== "made") return [];
    const settled = settlements.find(({ isOf }) => isOf(fact))?.index ?? Number.POSITIVE_INFINITY;
    const settledSince = settlements.filter((other) => other.index > settled && other.index < index).length;
    const isForgotten = settled < index && settledSince >= rememberedReadings;
    return [{ seq: fact.seq, isForgotten, differs: fact.sha256 !== original.sha256 }];
  });
}

/** Returns the settlements of readings: made and consumed, at the index of the later one of the two facts. */
function settlementsIn(facts: readonly LedgerFact[]) {
  return facts.flatMap((fact, index) => {
    if (fact.fact !== "made" && fact.fact !== "consumed") return [];
    const isOf = (other: LedgerFact): boolean =>
      (other.fact === "made" || other.fact === "consumed") &&
      other.device === fact.device &&
      other.run === fact.run &&
      other.seq === fact.seq;
    const counterpart = fact.fact === "made" ? "consumed" : "made";
    const before = facts.slice(0, index).filter(isOf);
    const isFirst = !before.some((other) => other.fact === fact.fact);
    return isFirst && before.some((other) => other.fact === counterpart) ? [{ index, isOf }] : [];
  });
}
