import { readingPartitions } from "../../../services/shared/topics.ts";
import { type PartName } from "../../../services/shared/topology.ts";

/** Numbers of processes of a pipeline's Kafka, of its Kafka Connect, and of its consumer. */
export interface ClusterSize {
  /** Nodes of Kafka, each broker and controller: one of {@link kafkaNodeCounts}. */
  readonly kafkaNodes: number;
  /** Workers of Kafka Connect in one group, from 1 to {@link mostWorkers}. */
  readonly workers: number;
  /** Consumers in one group, from 1 to {@link mostConsumers}. */
  readonly consumers: number;
}

/** One of each. */
export const oneOfEach: ClusterSize = { kafkaNodes: 1, workers: 1, consumers: 1 };

/** The only cluster in containers, that of docker-compose.cluster.yml. */
export const clusterInContainers: ClusterSize = { kafkaNodes: 3, workers: 2, consumers: 1 };

/** Allowed numbers of nodes. An even number of voters survives no more failures than the odd number below it. */
export const kafkaNodeCounts = [1, 3, 5] as const;

/** Several times what one machine has use for. */
export const mostWorkers = 8;

/** One for each partition of the topic: a further one would have nothing to read. */
export const mostConsumers = readingPartitions;

/** Returns the number of processes of a part. */
export function countOf(part: PartName, { kafkaNodes, workers, consumers }: ClusterSize): number {
  const counts: Partial<Record<PartName, number>> = {
    kafka: kafkaNodes,
    bridge: workers,
    consumer: consumers,
  };
  return counts[part] ?? 1;
}

/** Whether a part has more than one process. */
export function isCluster({ kafkaNodes, workers, consumers }: ClusterSize): boolean {
  return kafkaNodes > 1 || workers > 1 || consumers > 1;
}

/**
 * Makes sure that a pipeline can have this size.
 * @throws RangeError with what is allowed
 */
export function checkClusterSize({ kafkaNodes, workers, consumers }: ClusterSize): void {
  if (!kafkaNodeCounts.some((count) => count === kafkaNodes))
    throw new RangeError(`${kafkaNodes} Kafka nodes: ${kafkaNodeCounts.join(", ")} are allowed`);
  checkCount(workers, mostWorkers, "workers of Kafka Connect");
  checkCount(consumers, mostConsumers, "consumers");
}

function checkCount(count: number, most: number, what: string): void {
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new RangeError(`${count} ${what}: a whole number from 1 to ${most} is allowed`);
}

/**
 * Makes sure that a pipeline in containers can have this size.
 * @throws RangeError with what is allowed
 */
export function checkSizeInContainers({ kafkaNodes, workers, consumers }: ClusterSize): void {
  if (consumers > 1) throw new RangeError(`consumers: ${consumers}: in containers 1 is allowed`);
  if (!isCluster({ kafkaNodes, workers, consumers })) return;
  const { kafkaNodes: nodes, workers: count } = clusterInContainers;
  if (kafkaNodes !== nodes || workers !== count)
    throw new RangeError(
      `Kafka nodes: ${kafkaNodes}, workers: ${workers}: in containers 1 and 1, or ${nodes} and ${count}, are allowed`,
    );
}
