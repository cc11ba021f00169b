import { setTimeout as delay } from "node:timers/promises";
import { connectorStatus, tasksOf } from "../../provision/connector.ts";
import { connectorName } from "../../provision/mqtt-source.ts";

/** What Kafka Connect says of the connector. */
export interface ConnectorClaim {
  /** Whether all tasks run; `undefined`: it cannot be asked. */
  readonly running: boolean | undefined;
  readonly says: string;
}

const askEveryMs = 1_000;
const answerTimeoutMs = 1_500;

/** Asks Kafka Connect once a second how the pipeline's connector is. (Connect REST API, `GET /connectors/{name}/status`.) */
export class ConnectorWatch implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #asking: Promise<void>;
  #claim: ConnectorClaim = { running: undefined, says: "not asked yet" };

  constructor(connectUrl: string) {
    this.#asking = this.#keepAsking(connectUrl);
  }

  get claim(): ConnectorClaim {
    return this.#claim;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#asking;
  }

  async #keepAsking(connectUrl: string): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#claim = await ask(
        connectUrl,
        AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      ).catch(() => ({ running: undefined, says: "does not answer" }));
      await delay(askEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function ask(connectUrl: string, signal: AbortSignal): Promise<ConnectorClaim> {
  const status = await connectorStatus(connectUrl, connectorName, signal);
  if (status === undefined) return { running: false, says: "does not know the connector" };
  const { running, says } = tasksOf(status);
  return { running, says: says || `connector ${status.connector.state}, no task` };
}
