import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireNodes } from "../../../../../testbed/pipeline/cluster/kafka-data.ts";

async function dataOf(...names: readonly string[]): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "kafka-data-"));
  onTestFinished(() => rm(data, { recursive: true }));
  for (const name of names) await mkdir(join(data, name));
  return data;
}

test("a folder without data of a cluster, or with those of as many nodes, is allowed; a single node has its own beside them", async () => {
  await requireNodes("/nowhere", 3);
  await requireNodes(await dataOf("mosquitto", "connect-1", "connect-2"), 3);
  await requireNodes(await dataOf("kafka"), 3);
  await requireNodes(await dataOf("kafka", "kafka-1", "kafka-2", "kafka-3"), 1);
  await requireNodes(await dataOf("kafka", "kafka-1", "kafka-2", "kafka-3"), 3);
});

test("data of another number of nodes are refused, with the ways out", async () => {
  const cluster = await dataOf("kafka-1", "kafka-2", "kafka-3");
  await expect(requireNodes(cluster, 5)).rejects.toThrow(
    `${cluster} has data of 3 Kafka nodes, not of 5: start with --kafka-nodes 3, with --fresh, which deletes them, or with another --folder`,
  );
});
