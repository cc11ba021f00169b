import { connectorStatus } from "../../../services/provision/connector.ts";
import { productOf } from "../../pipeline/part.ts";
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
  const { addresses } = pipeline;
  const { connector } = pipeline.names;
  if (connector === undefined) throw new RoleError("the bridge is no connector, and has no workers");
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  const status = await connectorStatus(addresses.connect, connector, timeout);
  if (status === undefined) throw new RoleError(`Kafka Connect does not know the connector ${connector}`);
  const names = pipeline.instances("bridge").map(({ name }) => productOf(name));
  const ports = addresses.connectWorkers.map(({ url }) => new URL(url).port);
  /** `worker_id` is the advertised host:port: of containers the ports are the same, of processes on one machine the hosts. */
  const numberOf = (workerId = "") => {
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(workerId) ?? [];
    return (names.includes(host) ? names.indexOf(host) : ports.indexOf(port)) + 1;
  };
  const running = status.tasks.filter(({ state }) => state === "RUNNING");
  const [owner] = running.toSorted((a, b) => a.id - b.id).map(({ worker_id }) => numberOf(worker_id));
  const busy = new Set(running.map(({ worker_id }) => numberOf(worker_id)));
  return {
    owner,
    idle: ports.map((_, index) => index + 1).filter((number) => !busy.has(number)),
  };
}
