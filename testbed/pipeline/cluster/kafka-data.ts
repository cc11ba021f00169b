import { readdir } from "node:fs/promises";
import { forCount } from "../../counted.ts";
import { isInstanceOf } from "./instance-name.ts";

/** A folder whose data are of a Kafka of another size. */
export class KafkaDataError extends Error {
  override readonly name = "KafkaDataError";
}

/**
 * Makes sure that the data of an earlier start are of as many Kafka nodes: the voters and replicas of a cluster are written in them.
 * `data`: folder of the data folders of all processes.
 * @throws {KafkaDataError}
 */
export async function requireNodes(data: string, kafkaNodes: number): Promise<void> {
  const entries = await readdir(data).catch(() => []);
  const found = entries.filter((name) => name === "kafka" || isInstanceOf("kafka", name)).length;
  if (found === 0 || found === kafkaNodes) return;
  const count = (nodes: number) => `${nodes} Kafka ${forCount(nodes, "node", "nodes")}`;
  throw new KafkaDataError(
    `${data} has data of ${count(found)}, not of ${count(kafkaNodes)}: start with --kafka-nodes ${found}, with --fresh, which deletes them, or with another --folder`,
  );
}
