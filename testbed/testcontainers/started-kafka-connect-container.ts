import { AbstractStartedContainer } from "testcontainers";
import {
  type ConnectorStatus,
  connectorStatus,
  registerConnector,
  restartFailedTasks,
} from "../../services/provision/connector.ts";
import { HttpClient } from "../../services/shared/http/http-client.ts";
import { TimeoutError } from "../wait-for.ts";
import { restPort } from "./worker-properties.ts";

const runTimeoutMs = 60_000;
const answerTimeoutMs = 10_000;

/** A Kafka Connect worker running in a container; `await using` stops and removes it. */
export class StartedKafkaConnectContainer extends AbstractStartedContainer {
  /** Returns the address of the Connect REST API on this machine, such as `http://localhost:32768`; changes on `restart()`. */
  getRestEndpoint(): string {
    return `http://${this.getHost()}:${this.getMappedPort(restPort)}`;
  }

  /**
   * Creates or updates a connector and waits until it and all its tasks run. A failed connector or task is restarted once
   * before it counts as failed. A connector with another configuration is stopped first, so that none of its tasks counts.
   * (Connect REST API, `PUT /connectors/{name}/config`.)
   * @throws {ConnectorError} if Connect refuses the configuration (with its reason), or the connector or a task fails (with
   * its trace)
   * @throws {TimeoutError} if it does not run after `timeoutMs` milliseconds
   */
  async registerConnector(
    name: string,
    config: Readonly<Record<string, string>>,
    timeoutMs: number = runTimeoutMs,
  ): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      await registerConnector(this.#rest, name, config, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      const last = await this.connectorStatus(name).then(summary, () => "Connect does not answer");
      throw new TimeoutError(
        `timed out waiting for the connector ${name} to run (${timeoutMs} ms): ${last}`,
        {
          cause: error,
        },
      );
    }
  }

  /**
   * Returns the states of a connector and its tasks, with the traces of failures; `undefined` if Connect does not know the
   * connector. (Connect REST API, `GET /connectors/{name}/status`.)
   * @throws a TimeoutError if Connect does not answer within 10 s
   */
  async connectorStatus(name: string): Promise<ConnectorStatus | undefined> {
    return await connectorStatus(this.#rest, name, AbortSignal.timeout(answerTimeoutMs));
  }

  /**
   * Restarts a connector and its tasks as far as they have failed. Resolves as soon as Connect has accepted the request;
   * `connectorStatus` has the result. (Connect REST API,
   * `POST /connectors/{name}/restart?includeTasks=true&onlyFailed=true`, KIP-745.)
   * @throws {ConnectorError} if Connect refuses, for example because it does not know the connector
   * @throws a TimeoutError if Connect does not accept it within 10 s
   */
  async restartFailedTasks(name: string): Promise<void> {
    await restartFailedTasks(this.#rest, name, AbortSignal.timeout(answerTimeoutMs));
  }

  get #rest(): HttpClient {
    return HttpClient.at(this.getRestEndpoint());
  }
}

function summary(status: ConnectorStatus | undefined): string {
  if (status === undefined) return "Connect does not know it";
  const tasks = status.tasks.map(({ id, state }) => `task ${id} is ${state}`);
  return [`the connector is ${status.connector.state}`, ...tasks].join(", ");
}
