import { type LedgerFact } from "../ledger/fact.ts";

/** Receives a tap's facts, in order. */
export type FactListener = (fact: LedgerFact) => void;
