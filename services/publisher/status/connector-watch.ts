import { setTimeout as delay } from "node:timers/promises";
import { connectorStatus, taskSummary } from "../../provision/connector.ts";
import { connectorName } from "../../provision/mqtt-source.ts";
import { type HttpClient } from "../../shared/http/http-client.ts";
import { askConnectorMetrics } from "../../shared/metrics/connector-metrics.ts";
import { type ConnectorView, connectorView } from "./connector-view.ts";

/** State of the connector according to Kafka Connect. */
export interface ConnectorClaim {
  /** Whether all tasks run; `undefined` if Connect cannot be asked. */
  readonly running: boolean | undefined;
  readonly says: string;
  /** MQTT side and deliveries, which Connect's state says nothing of. */
  readonly view: ConnectorView;
}

const pollIntervalMs = 1_000;
const requestTimeoutMs = 1_500;

const notAsked: ConnectorClaim = {
  running: undefined,
  says: "not asked yet",
  view: connectorView(undefined),
};

/**
 * Polls the state of the pipeline's connector once a second: from Connect (REST API, `GET /connectors/{name}/status`), and its
 * metrics from the agents in the workers. It does so only between `resume` and `pause`, while somebody wants to know: each
 * answer costs Connect processor time.
 */
export class ConnectorWatch implements AsyncDisposable {
  readonly #connect: HttpClient;
  readonly #metrics: readonly HttpClient[];
  #stop: AbortController | undefined;
  #polling: Promise<void> = Promise.resolve();
  #claim = notAsked;

  /** `metrics`: clients of the workers' metrics; without any the connector's own are unknown. */
  constructor(connect: HttpClient, metrics: readonly HttpClient[] = []) {
    this.#connect = connect;
    this.#metrics = metrics;
  }

  /** Latest answer; unknown while the watch pauses. */
  get claim(): ConnectorClaim {
    return this.#claim;
  }

  /** Begins to ask, at once. */
  resume(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    this.#polling = this.#poll(this.#stop.signal);
  }

  /** Asks no more, and forgets the latest answer: it would be old after the next `resume`. */
  pause(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#claim = notAsked;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.pause();
    await this.#polling;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
      const [state, metrics] = await Promise.all([
        askState(this.#connect, timeout).catch(() => ({ running: undefined, says: "does not answer" })),
        askConnectorMetrics(this.#metrics, connectorName, timeout).catch(() => undefined),
      ]);
      if (signal.aborted) return;
      this.#claim = { ...state, view: connectorView(metrics) };
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function askState(
  connect: HttpClient,
  signal: AbortSignal,
): Promise<Pick<ConnectorClaim, "running" | "says">> {
  const status = await connectorStatus(connect, connectorName, signal);
  if (status === undefined) return { running: false, says: "does not know the connector" };
  const { running, text } = taskSummary(status);
  return { running, says: text || `connector ${status.connector.state}, no task` };
}
