import { setTimeout as delay } from "node:timers/promises";
import { type LinkControl } from "../../pipeline/http/link-control.ts";
import { type Fault, type FaultEffect } from "./fault.ts";

/** Fewer cuts that met a connection are a cut, and no flapping. */
const leastMet = 2;

/**
 * A link that is cut and healed in turn, the last cut until the fault is disposed:
 *
 *     ██ cut ██──────██ cut ██──────██ cut ██ disposed
 *     ◀──────────────── outage ─────────────▶
 */
export class Flapping implements Fault {
  readonly #link: LinkControl;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cuts = 0;
  #cutsMet = 0;
  /** Connections that had been reset when the link was up last. */
  #reset: number;
  #isCut = false;
  #effect: FaultEffect | undefined;

  private constructor(link: LinkControl, reset: number) {
    this.#link = link;
    this.#reset = reset;
  }

  /** Begins with the first cut, which is in force when this resolves. `cuts`: at least 2. */
  static async begin(link: LinkControl, cuts: number, outageMs: number): Promise<Flapping> {
    const { connections } = await link.status();
    const flapping = new Flapping(link, connections.reset);
    await flapping.#cut();
    flapping.#running = flapping.#alternate(2 * cuts - 1, outageMs / (2 * cuts - 1));
    // Thrown by the disposal.
    flapping.#running.catch(() => undefined);
    return flapping;
  }

  get effect(): FaultEffect | undefined {
    return this.#effect;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    try {
      await this.#running;
    } finally {
      if (this.#isCut) await this.#heal();
    }
    this.#effect = {
      isSufficient: this.#cutsMet >= leastMet,
      seen: `${this.#cutsMet} of ${this.#cuts} cuts met a connection`,
    };
  }

  /** Heals and cuts in turn, at the ends of these segments of the outage except the last one's. */
  async #alternate(segments: number, segmentMs: number): Promise<void> {
    const { signal } = this.#stop;
    const beganAtMs = performance.now();
    for (let ended = 1; ended < segments; ended += 1) {
      const leftMs = beganAtMs + ended * segmentMs - performance.now();
      await delay(Math.max(0, leftMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#isCut) await this.#heal();
      else await this.#cut();
    }
  }

  async #cut(): Promise<void> {
    this.#isCut = true;
    this.#cuts += 1;
    await this.#link.set({ state: "cut" });
  }

  async #heal(): Promise<void> {
    const { connections } = await this.#link.set({ state: "up" });
    this.#isCut = false;
    if (connections.reset > this.#reset) this.#cutsMet += 1;
    this.#reset = connections.reset;
  }
}
