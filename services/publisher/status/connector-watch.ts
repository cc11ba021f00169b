import { setTimeout as delay } from "node:timers/promises";
import { connectorStatus, taskSummary } from "../../provision/connector.ts";
import { connectorName } from "../../provision/mqtt-source.ts";

/** State of the connector according to Kafka Connect. */
export interface ConnectorClaim {
  /** Whether all tasks run; `undefined` if Connect cannot be asked. */
  readonly running: boolean | undefined;
  readonly says: string;
}

const pollIntervalMs = 1_000;
const requestTimeoutMs = 1_500;

/** Polls the state of the pipeline's connector once a second (Connect REST API, `GET /connectors/{name}/status`). */
export class ConnectorWatch implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #polling: Promise<void>;
  #claim: ConnectorClaim = { running: undefined, says: "not asked yet" };

  constructor(connectUrl: string) {
    this.#polling = this.#poll(connectUrl);
  }

  get claim(): ConnectorClaim {
    return this.#claim;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async #poll(connectUrl: string): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#claim = await ask(
        connectUrl,
        AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
      ).catch(() => ({ running: undefined, says: "does not answer" }));
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function ask(connectUrl: string, signal: AbortSignal): Promise<ConnectorClaim> {
  const status = await connectorStatus(connectUrl, connectorName, signal);
  if (status === undefined) return { running: false, says: "does not know the connector" };
  const { running, text } = taskSummary(status);
  return { running, says: text || `connector ${status.connector.state}, no task` };
}
