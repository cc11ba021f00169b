import { freePorts, type Ports } from "../ports.ts";
import { type ClusterSize } from "./cluster-size.ts";

/** Ports of a worker of Kafka Connect. */
export type WorkerPorts = Pick<Ports, "CONNECT_PORT" | "CONNECT_METRICS_PORT">;

/** Ports of all nodes and workers for their users, in the order of their numbers. */
export interface ClusterPorts {
  /** Ports of the nodes' listeners for all clients but Connect and the consumer. */
  readonly kafkaNodes: readonly number[];
  /** One or more. */
  readonly workers: readonly WorkerPorts[];
}

/** Returns the ports of a pipeline with one node and one worker. */
export function singlePorts(ports: Ports): ClusterPorts {
  return { kafkaNodes: [ports.KAFKA_PORT], workers: [ports] };
}

/** Finds ports for a cluster: the first node and the first worker have those that were set, the others free ones. */
export async function clusterPorts(
  ports: Ports,
  { kafkaNodes, workers }: ClusterSize,
): Promise<ClusterPorts> {
  const { kafkaNodes: nodePorts, workers: workerPorts } = singlePorts(ports);
  const free = await freePorts(kafkaNodes - 1 + 2 * (workers - 1), Object.values(ports));
  return {
    kafkaNodes: [...nodePorts, ...free.splice(0, kafkaNodes - 1)],
    workers: [
      ...workerPorts,
      ...Array.from({ length: workers - 1 }, () => {
        const [CONNECT_PORT = 0, CONNECT_METRICS_PORT = 0] = free.splice(0, 2);
        return { CONNECT_PORT, CONNECT_METRICS_PORT };
      }),
    ],
  };
}
