import { brokenInvariants, brokenStages } from "../../ledger/verdict/invariants.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type Budget, type Excess, excesses } from "./budget.ts";
import { missingEvidence } from "./missing-evidence.ts";
import { type Grounds, type Outcome, outcomeOf } from "./outcome.ts";

/** Judgement of a run: its outcome with all grounds. */
export interface Judgement extends Grounds {
  readonly outcome: Outcome;
  readonly contradictions: string[];
  readonly noVerdict: string[];
  readonly outside: Excess[];
  readonly notCarriedOut: string[];
}

/** Conditions of a judgement. */
export interface JudgementRules {
  readonly budget: Budget;
  readonly qos: 0 | 1 | 2;
  /** Reason of an early end; `null`: the run came to its end. */
  readonly incomplete: string | null;
}

/** Judges a run by its verdict. */
export function judgementOn(verdict: Verdict, { budget, qos, incomplete }: JudgementRules): Judgement {
  const noVerdict = incomplete === null ? missingEvidence(verdict, qos) : [];
  const isWhole = incomplete === null && noVerdict.length === 0;
  const grounds = {
    contradictions: [...brokenInvariants(verdict), ...(isWhole ? brokenStages(verdict) : [])],
    ...{ incomplete, noVerdict },
    // Readings in flight at the end of an incomplete run are not lost.
    outside: incomplete === null ? excesses(verdict.counts, budget) : [],
    notCarriedOut: incomplete === null && verdict.counts.made === 0 ? ["no reading was made"] : [],
  };
  return { outcome: outcomeOf(grounds), ...grounds };
}
