import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type ClusterSize,
  checkSizeInContainers,
  isCluster,
  kafkaNodeCounts,
  mostWorkers,
  oneOfEach,
} from "../../pipeline/cluster/cluster-size.ts";
import { type Runtime } from "../../pipeline/runtime.ts";
import { wholeNumberArgument, withinRange } from "./arguments.ts";

/** Arguments of the size of a pipeline, as commander parses them. */
export interface ClusterArguments {
  readonly kafkaNodes: number;
  readonly workers: number;
}

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
    );
}

/**
 * Returns the size of a pipeline; `undefined` for one of each.
 * @throws {InvalidArgumentError} for a form of the pipeline that has one of each only
 */
export function clusterOf(
  { kafkaNodes, workers }: ClusterArguments,
  { secure, runtime }: { readonly secure: boolean; readonly runtime: Runtime },
): ClusterSize | undefined {
  const size = { kafkaNodes, workers };
  if (!isCluster(size)) return undefined;
  if (secure)
    throw new InvalidArgumentError(
      "--secure: one Kafka node and one worker are allowed, without --kafka-nodes and --workers",
    );
  if (runtime === "compose") withinRange(() => checkSizeInContainers(size), "--kafka-nodes, --workers");
  return size;
}

/** @throws {InvalidArgumentError} with the allowed numbers */
function nodeCount(text: string): number {
  const count = kafkaNodeCounts.find((each) => String(each) === text);
  if (count === undefined) throw new InvalidArgumentError(`${kafkaNodeCounts.join(", ")} are allowed`);
  return count;
}
