import { nameOf } from "../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../ledger/fact.ts";

/**
 * Computes what a SIGKILL of Mosquitto can lose: what it acknowledged since it last saved, and had not delivered to the
 * bridge. That is a property of Mosquitto, which acknowledges before it saves (autosave_interval, mosquitto.conf(5)).
 * Pure; to be fed with the facts of publisher and link, each in its order.
 */
export class AtRisk {
  readonly #windowMicros: number;
  #killedAt = Number.POSITIVE_INFINITY;
  /** Readings that were acknowledged within the window, oldest first. */
  readonly #acknowledged = new Map<string, number>();
  readonly #delivered = new Set<string>();

  /** `windowMs`: how long before the kill the broker may have saved last. */
  constructor(windowMs: number) {
    this.#windowMicros = windowMs * 1_000;
  }

  /** The broker was killed at this time (µs). To be told before facts of the time after the window's end come in. */
  killed(at: number): void {
    this.#killedAt = at;
  }

  /** Takes a fact of the publisher or of the link into account. */
  add(fact: LedgerFact): void {
    if (fact.fact === "acknowledged" && fact.at <= this.#killedAt) {
      this.#acknowledged.set(nameOf(fact), fact.at);
      this.#forgetBefore(fact.at - this.#windowMicros);
    } else if (fact.fact === "bridge-acknowledged" && fact.at <= this.#killedAt) {
      this.#delivered.add(nameOf(fact));
    }
  }

  /** How many readings the kill could lose. */
  get readings(): number {
    const since = this.#killedAt - this.#windowMicros;
    return this.#acknowledged
      .entries()
      .filter(([name, at]) => at >= since && !this.#delivered.has(name))
      .reduce((count) => count + 1, 0);
  }

  #forgetBefore(time: number): void {
    for (const [name, at] of this.#acknowledged) {
      if (at >= time) return;
      this.#acknowledged.delete(name);
      this.#delivered.delete(name);
    }
  }
}
