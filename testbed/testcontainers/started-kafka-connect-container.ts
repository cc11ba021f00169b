import { AbstractStartedContainer } from "testcontainers";
import {
  type ConnectorStatus,
  connectorStatus,
  registerConnector,
  restartFailedTasks,
} from "../../services/provision/connector.ts";
import { TimeoutError } from "../wait-for.ts";
import { restPort } from "./worker-properties.ts";

const runTimeoutMs = 60_000;
const answerTimeoutMs = 10_000;

/** A Kafka Connect worker that runs in a container; `await using` stops and removes it. */
export class StartedKafkaConnectContainer extends AbstractStartedContainer {
  /** Where the Connect REST API answers on this machine, such as `http://localhost:32768`; changes on `restart()`. */
  getRestEndpoint(): string {
    return `http://${this.getHost()}:${this.getMappedPort(restPort)}`;
  }

  /**
   * Creates or updates a connector and waits until it and all its tasks run; what has failed is restarted once before
   * it counts. One that runs with another configuration is stopped first, so that no task of that one counts. (Connect REST API, `PUT /connectors/{name}/config`.)
   * @throws {ConnectorError} when Connect refuses the configuration (with its reason), or the connector or a task
   * fails (with its trace)
   * @throws {TimeoutError} when it does not run after `timeoutMs` milliseconds
   */
  async registerConnector(
    name: string,
    config: Readonly<Record<string, string>>,
    timeoutMs: number = runTimeoutMs,
  ): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      await registerConnector(this.getRestEndpoint(), name, config, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      const last = await this.connectorStatus(name).then(summary, () => "Connect does not answer");
      throw new TimeoutError(`waited in vain for the connector ${name} to run (${timeoutMs} ms): ${last}`, {
        cause: error,
      });
    }
  }

  /**
   * What Connect says of a connector and its tasks: their states, and the trace of what has failed; `undefined` for a
   * connector that it does not know. (Connect REST API, `GET /connectors/{name}/status`.)
   * @throws a TimeoutError when Connect does not answer within 10 s
   */
  async connectorStatus(name: string): Promise<ConnectorStatus | undefined> {
    return await connectorStatus(this.getRestEndpoint(), name, AbortSignal.timeout(answerTimeoutMs));
  }

  /**
   * Starts again what has failed of a connector and its tasks, and leaves alone what runs. Returns when Connect has
   * accepted that: whether they run then, `connectorStatus` tells.
   * (Connect REST API, `POST /connectors/{name}/restart?includeTasks=true&onlyFailed=true`, KIP-745.)
   * @throws {ConnectorError} when Connect refuses, as it does for a connector that it does not know
   * @throws a TimeoutError when Connect does not accept it within 10 s
   */
  async restartFailedTasks(name: string): Promise<void> {
    await restartFailedTasks(this.getRestEndpoint(), name, AbortSignal.timeout(answerTimeoutMs));
  }
}

function summary(status: ConnectorStatus | undefined): string {
  if (status === undefined) return "Connect does not know it";
  const tasks = status.tasks.map(({ id, state }) => `task ${id} is ${state}`);
  return [`the connector is ${status.connector.state}`, ...tasks].join(", ");
}
