import { setTimeout as delay } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type Status } from "../../../services/shared/reading/reading.ts";
import { waitFor } from "../../wait-for.ts";
import { type DeviceOptions } from "../run-options.ts";
import { deviceIds } from "./device-variables.ts";
import { type LoadSource } from "./load-source.ts";

const answerTimeoutMs = 2_000;
const switchTimeoutMs = 60_000;

/** A load of devices that are switched over the publisher's HTTP API, as a user does. Disposing it ends the toggling. */
export class SwitchedDevices implements LoadSource, AsyncDisposable {
  readonly firstPhase = "flow";
  readonly isOpenEnded = true;
  /** Readings made before are those of an earlier drill. */
  readonly madeFrom = monotonicMicros();
  readonly #publisher: HttpClient;
  readonly #ids: readonly string[];
  readonly #toggleEveryMs: number | undefined;
  readonly #random: ReturnType<typeof xoroshiro128plus>;
  readonly #inactive = new Set<string>();
  readonly #stop = new AbortController();
  #toggling: Promise<void> = Promise.resolve();

  /** `toggleEveryMs`: interval at which one device is toggled during the load; default: never. */
  constructor(
    publisher: HttpClient,
    options: DeviceOptions & { readonly toggleEveryMs?: number | undefined },
  ) {
    this.#publisher = publisher;
    this.#ids = deviceIds(options);
    this.#toggleEveryMs = options.toggleEveryMs;
    this.#random = xoroshiro128plus(options.seed);
  }

  /** Switches all devices on. @throws {TimeoutError} if the publisher does not accept one within a minute */
  async begin(signal: AbortSignal): Promise<void> {
    await this.#switchAll("Active", signal);
  }

  /** Starts the toggling. */
  untilLoad(signal: AbortSignal): Promise<number> {
    if (this.#toggleEveryMs !== undefined) {
      this.#toggling = this.#toggle(this.#toggleEveryMs, AbortSignal.any([signal, this.#stop.signal]));
    }
    return Promise.resolve(monotonicMicros());
  }

  /**
   * Switches all devices off: each makes its final reading. The publisher continues to send its backlog.
   * @throws {TimeoutError} if the publisher does not accept one within a minute
   */
  async end(signal: AbortSignal): Promise<void> {
    await this[Symbol.asyncDispose]();
    await this.#switchAll("Inactive", signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#toggling;
  }

  /** Toggles a random device at each interval. A request that fails is not repeated. */
  async #toggle(intervalMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const id = this.#ids[uniformInt(this.#random, 0, this.#ids.length - 1)] ?? "";
      await this.#switch(id, this.#inactive.has(id) ? "Active" : "Inactive").catch(() => undefined);
    }
  }

  async #switchAll(status: Status, signal: AbortSignal): Promise<void> {
    for (const id of this.#ids) {
      const wait = {
        description: `the publisher to set ${id} ${status}`,
        timeoutMs: switchTimeoutMs,
        signal,
      };
      await waitFor(wait, async () => {
        await this.#switch(id, status);
        return true;
      });
    }
  }

  async #switch(id: string, status: Status): Promise<void> {
    const response = await this.#publisher.fetch(`/status/${id}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the publisher answered ${response.status}`);
    if (status === "Inactive") this.#inactive.add(id);
    else this.#inactive.delete(id);
  }
}
