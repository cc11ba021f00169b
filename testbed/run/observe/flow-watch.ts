import { type LedgerFact } from "../../ledger/fact.ts";
import { PairedReadings } from "./paired-readings.ts";
import { Recovery, type RecoveryRules } from "./recovery.ts";

/**
 * Flow of a run's own readings: whether the first has arrived, and the recovery from the fault. Readings made before, by an
 * earlier run on the same pipeline, do not count. Pure.
 */
export class FlowWatch {
  /** `undefined` without a fault. */
  readonly recovery: Recovery | undefined;
  readonly #pairs = new PairedReadings();
  #madeFrom = Number.POSITIVE_INFINITY;
  #flows = false;

  constructor(rules: RecoveryRules | undefined) {
    this.recovery = rules && new Recovery(rules);
  }

  /** Begins the run: readings made from this time on are its own. µs of the monotonic clock. */
  begin(madeFrom: number): void {
    this.#madeFrom = madeFrom;
  }

  /** Adds the first fact `made` or `consumed` of a reading. */
  add(fact: LedgerFact): void {
    if (this.#flows && this.recovery === undefined) return;
    if (fact.fact === "made") this.recovery?.made(fact.device, fact.at);
    const reading = this.#pairs.add(fact);
    if (reading === undefined) return;
    this.#flows ||= reading.madeAt >= this.#madeFrom;
    this.recovery?.arrived(reading);
  }

  /** Whether a reading of this run has arrived. */
  get flows(): boolean {
    return this.#flows;
  }
}
