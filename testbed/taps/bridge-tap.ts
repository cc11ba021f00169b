import { setTimeout as delay } from "node:timers/promises";
import { type HttpClient } from "../../services/shared/http/http-client.ts";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { askConnectorMetrics } from "../../services/shared/metrics/connector-metrics.ts";
import { type FactListener } from "./fact-listener.ts";
import { type FilteredAnswer, FilteredCounter } from "./filtered-counter.ts";

const pollIntervalMs = 500;
const answerTimeoutMs = 2_000;

/** Options of a {@link BridgeTap}. */
export interface BridgeTapOptions {
  readonly connect: HttpClient;
  /** Metrics of the workers. */
  readonly connectMetrics: readonly HttpClient[];
  /** The connector's name in Kafka Connect. */
  readonly connector: string;
}

/** The tap `bridge`: asks the connector, twice a second, for its own count of filtered messages. */
export class BridgeTap implements AsyncDisposable {
  readonly #options: BridgeTapOptions;
  readonly #onFact: FactListener;
  readonly #counter: FilteredCounter;
  readonly #stop = new AbortController();
  readonly #polling: Promise<void>;

  private constructor(
    options: BridgeTapOptions,
    onFact: FactListener,
    first: FilteredAnswer,
    canFilter: boolean,
  ) {
    this.#options = options;
    this.#onFact = onFact;
    this.#counter = new FilteredCounter(canFilter);
    this.#take(first);
    this.#polling = this.#poll();
  }

  /** Returns a function that opens the tap; `undefined` if the connector tells no such count. */
  static async find(options: BridgeTapOptions): Promise<((onFact: FactListener) => BridgeTap) | undefined> {
    const first = await ask(options).catch(() => undefined);
    if (first?.filtered === undefined) return undefined;
    const couldFilter = await canFilter(options);
    return (onFact) => new BridgeTap(options, onFact, first, couldFilter);
  }

  /** Asks a last time, and notes a gap if the count is not told. To be called when nothing flows any more. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
    const at = monotonicMicros();
    await this.#ask();
    for (const fact of this.#counter.end(at)) this.#onFact(fact);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
      await this.#ask(signal);
    }
  }

  async #ask(signal?: AbortSignal): Promise<void> {
    const answer = await ask(this.#options, signal).catch(() => undefined);
    if (answer !== undefined) this.#take(answer);
  }

  #take(answer: FilteredAnswer): void {
    for (const fact of this.#counter.add(answer)) this.#onFact(fact);
  }
}

/** Asks for the count, unless the signal is aborted, which also ends the wait for the answer. */
async function ask(
  { connectMetrics, connector }: BridgeTapOptions,
  signal = new AbortController().signal,
): Promise<FilteredAnswer> {
  // Before the question: what the task filters meanwhile may be missing in the answer.
  const at = monotonicMicros();
  const { workerStartedMs, filtered } = await askConnectorMetrics(
    connectMetrics,
    connector,
    AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  );
  return { at, workerStartedAt: at - (Date.now() - workerStartedMs) * 1_000, filtered };
}

/**
 * Whether the connector's configuration lets Connect drop records: transforms, or `errors.tolerance=all`. It may if Connect
 * does not tell. (Connect REST API, `GET /connectors/{name}/config`.)
 */
async function canFilter({ connect, connector }: BridgeTapOptions): Promise<boolean> {
  try {
    const response = await connect.fetch(`/connectors/${encodeURIComponent(connector)}/config`, {
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const config = (await response.json()) as Readonly<Record<string, string>>;
    return !response.ok || Boolean(config["transforms"]) || config["errors.tolerance"] === "all";
  } catch {
    return true;
  }
}
