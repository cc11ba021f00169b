import { type LedgerFact } from "../ledger/fact.ts";

/** Whom a tap tells what it saw, in the order in which it saw it. */
export type Sink = (fact: LedgerFact) => void;
