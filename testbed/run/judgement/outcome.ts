/** Outcomes of a run with a report, the gravest last. */
export const outcomes = [
  "inside",
  "not carried out",
  "outside",
  "no verdict",
  "not completed",
  "checker contradicts itself",
] as const;

/** See {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

/** Whether an outcome is a verdict on the pipeline. */
export function isVerdict(outcome: Outcome): boolean {
  return outcome === "inside" || outcome === "outside";
}

/** Grounds of an outcome, as sentences without their full stop; an empty list is none. */
export interface Grounds {
  /** Invariants that the verdict violates: a fault of the checker. */
  readonly contradictions: readonly string[];
  /** Reason of an early end; `null`: the run came to its end. */
  readonly incomplete: string | null;
  /** Evidence that is missing for a verdict. */
  readonly noVerdict: readonly string[];
  /** Counts outside their budget. */
  readonly outside: readonly unknown[];
  /** Reasons for which the run tested nothing. */
  readonly notCarriedOut: readonly string[];
}

/**
 * Returns the outcome of a run: the gravest that has a ground. A run that tested nothing and has a count outside its budget
 * is outside, since that count is certain.
 */
export function outcomeOf(grounds: Grounds): Outcome {
  if (grounds.contradictions.length > 0) return "checker contradicts itself";
  if (grounds.incomplete !== null) return "not completed";
  if (grounds.noVerdict.length > 0) return "no verdict";
  if (grounds.outside.length > 0) return "outside";
  return grounds.notCarriedOut.length > 0 ? "not carried out" : "inside";
}
