import { nameOf } from "../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../ledger/fact.ts";
import { type Injection } from "../run/observe/observer.ts";

/**
 * Readings that a SIGKILL of Mosquitto can lose: those acknowledged since it last saved and not delivered to the bridge.
 * Mosquitto acknowledges before it saves (autosave_interval, mosquitto.conf(5)). Pure; takes the facts of publisher and
 * link, each in its order.
 */
export class AtRisk {
  readonly #windowMicros: number;
  #kill: Injection = { requestedAt: Number.POSITIVE_INFINITY, injectedAt: Number.POSITIVE_INFINITY };
  /** Times of acknowledgement within the window, oldest first. */
  readonly #acknowledged = new Map<string, number>();
  /** Times of the first acknowledgement by the bridge: it may acknowledge again to the next broker. */
  readonly #deliveredAt = new Map<string, number>();

  /** `windowMs`: longest time between the last save of the broker and its kill. */
  constructor(windowMs: number) {
    this.#windowMicros = windowMs * 1_000;
  }

  /**
   * Notes the kill, before facts of later times are added. The broker died between its request and its completion, which are
   * far apart if a container engine kills it.
   */
  onKill(kill: Injection): void {
    this.#kill = kill;
  }

  /** Adds a fact; those of other taps than publisher and link are ignored. */
  add(fact: LedgerFact): void {
    if (fact.fact === "acknowledged" && fact.at <= this.#kill.injectedAt) {
      this.#acknowledged.set(nameOf(fact), fact.at);
      this.#forgetBefore(fact.at - this.#windowMicros);
    } else if (fact.fact === "bridge-acknowledged" && fact.at <= this.#kill.requestedAt) {
      const name = nameOf(fact);
      this.#deliveredAt.set(name, this.#deliveredAt.get(name) ?? fact.at);
    }
  }

  /** Number of readings that the kill can lose. */
  get readings(): number {
    const { requestedAt } = this.#kill;
    const isDelivered = (name: string) =>
      (this.#deliveredAt.get(name) ?? Number.POSITIVE_INFINITY) <= requestedAt;
    return this.#acknowledged
      .entries()
      .filter(([name, at]) => at >= requestedAt - this.#windowMicros && !isDelivered(name))
      .reduce((count) => count + 1, 0);
  }

  #forgetBefore(time: number): void {
    for (const [name, at] of this.#acknowledged) {
      if (at >= time) return;
      this.#acknowledged.delete(name);
      this.#deliveredAt.delete(name);
    }
  }
}
