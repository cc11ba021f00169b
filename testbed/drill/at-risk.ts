import { nameOf } from "../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../ledger/fact.ts";

/**
 * Readings that a SIGKILL of Mosquitto can lose: those acknowledged since it last saved and not delivered to the bridge.
 * Mosquitto acknowledges before it saves (autosave_interval, mosquitto.conf(5)). Pure; takes the facts of publisher and
 * link, each in its order.
 */
export class AtRisk {
  readonly #windowMicros: number;
  #killedAt = Number.POSITIVE_INFINITY;
  /** Times of acknowledgement within the window, oldest first. */
  readonly #acknowledged = new Map<string, number>();
  readonly #delivered = new Set<string>();

  /** `windowMs`: longest time between the last save of the broker and its kill. */
  constructor(windowMs: number) {
    this.#windowMicros = windowMs * 1_000;
  }

  /** Notes the time of the kill, in µs of the monotonic clock; before facts of later times are added. */
  onKill(at: number): void {
    this.#killedAt = at;
  }

  /** Adds a fact; those of other taps than publisher and link are ignored. */
  add(fact: LedgerFact): void {
    if (fact.fact === "acknowledged" && fact.at <= this.#killedAt) {
      this.#acknowledged.set(nameOf(fact), fact.at);
      this.#forgetBefore(fact.at - this.#windowMicros);
    } else if (fact.fact === "bridge-acknowledged" && fact.at <= this.#killedAt) {
      this.#delivered.add(nameOf(fact));
    }
  }

  /** Number of readings that the kill can lose. */
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
