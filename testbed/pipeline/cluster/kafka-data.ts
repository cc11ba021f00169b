import { readdir } from "node:fs/promises";
import { isInstanceOf } from "./instance-name.ts";

/** A folder whose data are of a Kafka cluster of another size. */
export class KafkaDataError extends Error {
  override readonly name = "KafkaDataError";
}

/**
 * Makes sure that the data of an earlier cluster are of as many Kafka nodes: its voters and replicas are written in them. A single node
 * has data of its own beside them. `data`: folder of the data folders of all processes.
 * @throws {KafkaDataError}
 */
export async function requireNodes(data: string, kafkaNodes: number): Promise<void> {
  if (kafkaNodes === 1) return;
  const entries = await readdir(data).catch(() => []);
  const found = entries.filter((name) => isInstanceOf("kafka", name)).length;
  if (found === 0 || found === kafkaNodes) return;
  throw new KafkaDataError(
    `${data} has data of ${found} Kafka nodes, not of ${kafkaNodes}: start with --kafka-nodes ${found}, with --fresh, which deletes them, or with another --folder`,
  );
}
