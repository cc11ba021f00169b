/** Traffic that a fault met. */
export interface FaultEffect {
  /** Whether that is enough; otherwise the run tested nothing. */
  readonly isSufficient: boolean;
  /** Observation, such as "3 of 5 cuts met a connection". */
  readonly seen: string;
}

/** A fault in force. Disposing it heals it, also when the code that injected it throws. */
export interface Fault extends AsyncDisposable {
  /** Known when it is healed; `undefined` before, and of faults whose effect only readings prove. */
  readonly effect?: FaultEffect | undefined;
}
