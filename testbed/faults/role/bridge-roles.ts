import { connectorStatus } from "../../../services/provision/connector.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { RoleError } from "./role-error.ts";

/** Workers by the tasks of the pipeline's connector that they run; numbers of the instances. */
export interface BridgeRoles {
  /** The worker of the first task. */
  readonly owner: number | undefined;
  /** Workers without a task. */
  readonly idle: readonly number[];
}

const answerTimeoutMs = 5_000;

/** Asks Kafka Connect which workers run the connector's tasks. @throws {RoleError} if it does not tell */
export async function bridgeRoles(pipeline: Pipeline, signal: AbortSignal): Promise<BridgeRoles> {
  const { addresses, names } = pipeline;
  if (names.connector === undefined) throw new RoleError("the bridge is no connector, and has no workers");
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  const status = await connectorStatus(addresses.connect, names.connector, timeout);
  if (status === undefined)
    throw new RoleError(`Kafka Connect does not know the connector ${names.connector}`);
  const ports = addresses.connectWorkers.map(({ url }) => new URL(url).port);
  /** `worker_id` is the advertised host:port; the hosts of workers on one machine are the same. */
  const numberOf = (workerId = "") => ports.indexOf(workerId.slice(workerId.lastIndexOf(":") + 1)) + 1;
  const running = status.tasks.filter(({ state }) => state === "RUNNING");
  const [owner] = running.toSorted((a, b) => a.id - b.id).map(({ worker_id }) => numberOf(worker_id));
  const busy = new Set(running.map(({ worker_id }) => numberOf(worker_id)));
  return {
    owner,
    idle: ports.map((_, index) => index + 1).filter((number) => !busy.has(number)),
  };
}
