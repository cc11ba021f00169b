/** Numbers of processes of a pipeline's Kafka and of its Kafka Connect. */
export interface ClusterSize {
  /** Nodes of Kafka, each broker and controller: one of {@link kafkaNodeCounts}. */
  readonly kafkaNodes: number;
  /** Workers of Kafka Connect in one group, from 1 to {@link mostWorkers}. */
  readonly workers: number;
}

/** One of each. */
export const oneOfEach: ClusterSize = { kafkaNodes: 1, workers: 1 };

/** The only cluster in containers, that of docker-compose.cluster.yml. */
export const clusterInContainers: ClusterSize = { kafkaNodes: 3, workers: 2 };

/** Allowed numbers of nodes. An even number of voters survives no more failures than the odd number below it. */
export const kafkaNodeCounts = [1, 3, 5] as const;

/** Several times what one machine has use for. */
export const mostWorkers = 8;

/** Whether a part has more than one process. */
export function isCluster({ kafkaNodes, workers }: ClusterSize): boolean {
  return kafkaNodes > 1 || workers > 1;
}

/**
 * Makes sure that a pipeline can have this size.
 * @throws RangeError with what is allowed
 */
export function checkClusterSize({ kafkaNodes, workers }: ClusterSize): void {
  if (!kafkaNodeCounts.some((count) => count === kafkaNodes))
    throw new RangeError(`${kafkaNodes} Kafka nodes: ${kafkaNodeCounts.join(", ")} are allowed`);
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers)
    throw new RangeError(
      `${workers} workers of Kafka Connect: a whole number from 1 to ${mostWorkers} is allowed`,
    );
}

/**
 * Makes sure that a pipeline in containers can have this size.
 * @throws RangeError with what is allowed
 */
export function checkSizeInContainers({ kafkaNodes, workers }: ClusterSize): void {
  if (!isCluster({ kafkaNodes, workers })) return;
  const { kafkaNodes: nodes, workers: count } = clusterInContainers;
  if (kafkaNodes !== nodes || workers !== count)
    throw new RangeError(
      `Kafka nodes: ${kafkaNodes}, workers: ${workers}: in containers 1 and 1, or ${nodes} and ${count}, are allowed`,
    );
}
