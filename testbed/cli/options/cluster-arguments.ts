import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type ClusterSize,
  checkSizeInContainers,
  isCluster,
  kafkaNodeCounts,
  mostConsumers,
  mostWorkers,
  oneOfEach,
} from "../../pipeline/cluster/cluster-size.ts";
import { type Runtime } from "../../pipeline/runtime.ts";
import { wholeNumberArgument, withinRange } from "./arguments.ts";

/** Adds the options of a pipeline's size to a command. */
export function withClusterOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--kafka-nodes <n>", "Kafka nodes, each broker and controller")
        .choices(kafkaNodeCounts.map(String))
        .argParser(nodeCount)
        .default(oneOfEach.kafkaNodes),
    )
    .addOption(
      new Option("--workers <n>", "workers of Kafka Connect in one group")
        .argParser(wholeNumberArgument(1, mostWorkers))
        .default(oneOfEach.workers),
    )
    .addOption(
      new Option("--consumers <n>", "consumers in one group, which share the partitions")
        .argParser(wholeNumberArgument(1, mostConsumers))
        .default(oneOfEach.consumers),
    );
}

/**
 * Returns the size of a pipeline; `undefined` for one of each.
 * @throws {InvalidArgumentError} for a form of the pipeline that has one of each only
 */
export function clusterOf(
  { kafkaNodes, workers, consumers }: ClusterSize,
  { secure, runtime }: { readonly secure: boolean; readonly runtime: Runtime },
): ClusterSize | undefined {
  const size = { kafkaNodes, workers, consumers };
  if (!isCluster(size)) return undefined;
  if (secure)
    throw new InvalidArgumentError(
      "--secure: one Kafka node, worker and consumer are allowed, without --kafka-nodes, --workers and --consumers",
    );
  if (runtime === "compose")
    withinRange(() => checkSizeInContainers(size), "--kafka-nodes, --workers, --consumers");
  return size;
}

/** @throws {InvalidArgumentError} with the allowed numbers */
function nodeCount(text: string): number {
  const count = kafkaNodeCounts.find((each) => String(each) === text);
  if (count === undefined) throw new InvalidArgumentError(`${kafkaNodeCounts.join(", ")} are allowed`);
  return count;
}
