import { freePorts, type Ports } from "../ports.ts";
import { type ClusterSize } from "./cluster-size.ts";

/** Ports of a worker of Kafka Connect. */
export type WorkerPorts = Pick<Ports, "CONNECT_PORT" | "CONNECT_METRICS_PORT">;

/** Ports of all nodes, workers and consumers for their users, in the order of their numbers. */
export interface ClusterPorts {
  /** Ports of the nodes' listeners for all clients but Connect and the consumer. */
  readonly kafkaNodes: readonly number[];
  /** One or more. */
  readonly workers: readonly WorkerPorts[];
  /** One or more. */
  readonly consumers: readonly number[];
}

/** Returns the ports of a pipeline with one of each. */
export function singlePorts(ports: Ports): ClusterPorts {
  return { kafkaNodes: [ports.KAFKA_PORT], workers: [ports], consumers: [ports.CONSUMER_PORT] };
}

/** Returns the size of the pipeline that has these ports. */
export function sizeOf({ kafkaNodes, workers, consumers }: ClusterPorts): ClusterSize {
  return { kafkaNodes: kafkaNodes.length, workers: workers.length, consumers: consumers.length };
}

/** Finds ports for a cluster: the first of each have those that were set, the others free ones. */
export async function clusterPorts(
  ports: Ports,
  { kafkaNodes, workers, consumers }: ClusterSize,
): Promise<ClusterPorts> {
  const first = singlePorts(ports);
  const count = kafkaNodes - 1 + 2 * (workers - 1) + consumers - 1;
  const free = await freePorts(count, Object.values(ports));
  return {
    kafkaNodes: [...first.kafkaNodes, ...free.splice(0, kafkaNodes - 1)],
    consumers: [...first.consumers, ...free.splice(0, consumers - 1)],
    workers: [
      ...first.workers,
      ...Array.from({ length: workers - 1 }, () => {
        const [CONNECT_PORT = 0, CONNECT_METRICS_PORT = 0] = free.splice(0, 2);
        return { CONNECT_PORT, CONNECT_METRICS_PORT };
      }),
    ],
  };
}
