import { setTimeout as delay } from "node:timers/promises";
import { connectorStatus, taskSummary } from "../../provision/connector.ts";
import { connectorName } from "../../provision/mqtt-source.ts";
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

/**
 * Polls the state of the pipeline's connector once a second: from Connect (REST API, `GET /connectors/{name}/status`), and its
 * metrics from the agent in the worker.
 */
export class ConnectorWatch implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #polling: Promise<void>;
  #claim: ConnectorClaim = { running: undefined, says: "not asked yet", view: connectorView(undefined) };

  /** `metricsUrl`: address of the worker's metrics; without it the connector's own are unknown. */
  constructor(connectUrl: string, metricsUrl?: string) {
    this.#polling = this.#poll(connectUrl, metricsUrl);
  }

  get claim(): ConnectorClaim {
    return this.#claim;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async #poll(connectUrl: string, metricsUrl: string | undefined): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
      const [state, metrics] = await Promise.all([
        askState(connectUrl, timeout).catch(() => ({ running: undefined, says: "does not answer" })),
        metricsUrl && askConnectorMetrics(metricsUrl, connectorName, timeout).catch(() => undefined),
      ]);
      this.#claim = { ...state, view: connectorView(metrics || undefined) };
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function askState(
  connectUrl: string,
  signal: AbortSignal,
): Promise<Pick<ConnectorClaim, "running" | "says">> {
  const status = await connectorStatus(connectUrl, connectorName, signal);
  if (status === undefined) return { running: false, says: "does not know the connector" };
  const { running, text } = taskSummary(status);
  return { running, says: text || `connector ${status.connector.state}, no task` };
}
