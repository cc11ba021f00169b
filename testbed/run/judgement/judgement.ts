import { counted } from "../../counted.ts";
import { brokenInvariants, brokenStages } from "../../ledger/verdict/invariants.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type ConsumerEvidence } from "../../pipeline/consumer/consumer-evidence.ts";
import { type IndependentReading } from "../../taps/independent/independent-reading.ts";
import { type Budget, type Excess, excesses } from "./budget.ts";
import { type FreeReadings, type FreeRules, freeReadings } from "./free-readings.ts";
import { logContradictions } from "./log-contradictions.ts";
import { type MeasuredRecovery } from "./measured-recovery.ts";
import { missingEvidence } from "./missing-evidence.ts";
import { type Grounds, type Outcome, outcomeOf } from "./outcome.ts";
import { type Pace, paceExcess } from "./pace.ts";
import { recoveryExcess } from "./recovery-excess.ts";
import { uncheckedParts } from "./unchecked.ts";

/** Judgement of a run: its outcome with all grounds. */
export interface Judgement extends Grounds {
  readonly outcome: Outcome;
  readonly contradictions: string[];
  readonly noVerdict: string[];
  readonly outside: Excess[];
  readonly notCarriedOut: string[];
  /** Readings that are in no budget. */
  readonly free: FreeReadings[];
  /** Parts of the verdict that could not be checked, as phrases. */
  readonly unchecked: string[];
}

/** Conditions of a judgement. */
export interface JudgementRules extends FreeRules {
  /** Recovery from the fault; `undefined` without a fault. */
  readonly recovery: MeasuredRecovery | undefined;
  /** Reason if a limit is promised and could not be computed. */
  readonly unknownLimit?: string | undefined;
  readonly budget: Budget;
  /** Reason of an early end; `null`: the run came to its end. */
  readonly incomplete: string | null;
  /** Pace of a load; `undefined` if there was no rate to hold. */
  readonly pace?: Pace | undefined;
  /** Second reading of the Kafka log; `undefined` if there was none. */
  readonly independentReading?: IndependentReading | undefined;
  /** Evidence of a consumer under test; `undefined` if the consumer is the project's own. */
  readonly consumerEvidence?: ConsumerEvidence | undefined;
}

/** Judges a run by its verdict. */
export function judgementOn(verdict: Verdict, rules: JudgementRules): Judgement {
  const { budget, qos, incomplete, pace, recovery, independentReading, consumerEvidence } = rules;
  const untested = incomplete === null ? untestedReasons(verdict, recovery) : [];
  const free = freeReadings(verdict.anomalies, rules);
  const missing = missingEvidence(verdict, qos, consumerEvidence);
  const isWhole = incomplete === null && missing.length === 0;
  const noVerdict =
    incomplete === null
      ? [...missing, ...uncertainFiltered(verdict, budget), ...unknownRecovery(recovery)]
      : [];
  const grounds = {
    contradictions: [
      ...brokenInvariants(verdict),
      ...(isWhole ? brokenStages(verdict) : []),
      ...logContradictions(independentReading),
    ],
    ...{ incomplete, noVerdict },
    // Readings in flight at the end of an incomplete run are not lost.
    outside: incomplete === null ? [...excesses(verdict.counts, budget, free), ...paceExcess(pace)] : [],
    notCarriedOut: untested,
  };
  // Readings that passed the fault say nothing about the recovery from it.
  if (recovery && incomplete === null && untested.length === 0)
    grounds.outside.push(...recoveryExcess(recovery));
  if (rules.unknownLimit !== undefined && incomplete === null && grounds.outside.length === 0)
    noVerdict.push(`the limit of the recovery is unknown: ${rules.unknownLimit}`);
  return {
    outcome: outcomeOf(grounds),
    ...grounds,
    free,
    unchecked: uncheckedParts(verdict, independentReading, consumerEvidence),
  };
}

/** Returns the reason if the budget limits filtered messages, and their count may be higher than is known. */
function uncertainFiltered({ counts, filteredEvidence }: Verdict, { filtered: allowed }: Budget): string[] {
  if (allowed === undefined || filteredEvidence === "exact" || counts.filtered > allowed) return [];
  const known =
    filteredEvidence === "at least" ? `known to be at least ${counts.filtered}` : filteredEvidence;
  return [`filtered is ${known} (allowed: ${allowed})`];
}

/** Returns the reason if a recovery was not seen, and no reading was made that could have shown it. */
function unknownRecovery(recovery: MeasuredRecovery | undefined): string[] {
  return recovery === undefined || recovery.ms !== undefined || recovery.couldShow
    ? []
    : ["the recovery is unknown: no reading was made long enough after the healing to show it"];
}

/** Returns the reasons for which a run tested nothing. */
function untestedReasons({ counts }: Verdict, recovery: MeasuredRecovery | undefined): string[] {
  return [
    ...(counts.made === 0 ? ["no reading was made"] : []),
    ...(recovery && recovery.passed > 0
      ? [
          `the fault had no effect: ${counted(recovery.passed, "reading")} made during it arrived before its healing as if there were none`,
        ]
      : []),
    ...(recovery?.tooLittle === undefined ? [] : [`the fault had too little effect: ${recovery.tooLittle}`]),
  ];
}
