import { setTimeout as delay } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Status } from "../../../services/shared/reading/reading.ts";
import { waitFor } from "../../wait-for.ts";

/** How a drill loads the pipeline. */
export interface LoadOptions {
  /** Readings per second, of all devices together. */
  readonly ratePerSecond: number;
  readonly devices: number;
  /** The same seed gives the same waits and the same toggles. */
  readonly seed: number;
}

const answerTimeoutMs = 2_000;
const endTimeoutMs = 60_000;

/** The ids of a load's devices. */
export function deviceIds({ devices }: Pick<LoadOptions, "devices">): string[] {
  return Array.from({ length: devices }, (_, index) => `drill-${index + 1}`);
}

/** The settings of a publisher that makes this load: like the ordinary one's, its waits vary by 1 to 2. */
export function publisherSettingsFor(load: LoadOptions): Record<string, string> {
  const meanMs = (load.devices / load.ratePerSecond) * 1_000;
  return {
    DEVICES: deviceIds(load).join(),
    MIN_INTERVAL_MS: String(Math.max(1, Math.round((meanMs * 2) / 3))),
    MAX_INTERVAL_MS: String(Math.max(1, Math.round((meanMs * 4) / 3))),
    SEED: String(load.seed),
  };
}

/** Switches the devices of a load as people do, over the publisher's HTTP. */
export class Switches {
  readonly #publisherUrl: string;
  readonly #ids: readonly string[];
  readonly #random: ReturnType<typeof xoroshiro128plus>;
  readonly #inactive = new Set<string>();

  constructor(publisherUrl: string, load: LoadOptions) {
    this.#publisherUrl = publisherUrl;
    this.#ids = deviceIds(load);
    this.#random = xoroshiro128plus(load.seed);
  }

  /** Toggles a device every so often, until the signal is aborted. A publisher that is away is asked again next time. */
  async toggleEvery(intervalMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const id = this.#ids[uniformInt(this.#random, 0, this.#ids.length - 1)] ?? "";
      await this.#set(id, this.#inactive.has(id) ? "Active" : "Inactive").catch(() => undefined);
    }
  }

  /**
   * Ends the load: every device makes its final reading and is silent. The publisher goes on sending what waits.
   * @throws {TimeoutError} when the publisher has not taken that within a minute
   */
  async allOff(signal: AbortSignal): Promise<void> {
    await this.#setAll("Inactive", signal);
  }

  /** Begins the load again. @throws as {@link allOff} */
  async allOn(signal: AbortSignal): Promise<void> {
    await this.#setAll("Active", signal);
  }

  async #setAll(status: Status, signal: AbortSignal): Promise<void> {
    for (const id of this.#ids) {
      const wait = { description: `the publisher to set ${id} ${status}`, timeoutMs: endTimeoutMs, signal };
      await waitFor(wait, async () => {
        await this.#set(id, status);
        return true;
      });
    }
  }

  async #set(id: string, status: Status): Promise<void> {
    const response = await fetch(`${this.#publisherUrl}/status/${id}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the publisher answers ${response.status}`);
    if (status === "Inactive") this.#inactive.add(id);
    else this.#inactive.delete(id);
  }
}
