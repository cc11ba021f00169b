import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatIfNew } from "../../../../../testbed/pipeline/local/kafka-storage.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kafka-storage-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Kafka's records without the times at which they were written. */
async function featuresIn(folder: string): Promise<string[]> {
  const records = await readFile(join(folder, "bootstrap.checkpoint"), "latin1");
  return records.match(/[a-z]+(\.[a-z]+)*\.version[^a-z]{2}/g) ?? [];
}

async function fieldsIn(folder: string): Promise<Record<string, string>> {
  const lines = (await readFile(join(folder, "meta.properties"), "utf8")).split("\n");
  return Object.fromEntries(lines.filter((line) => /^[^#]/.test(line)).map((line) => line.split("=")));
}

test("a storage from kept records is like one that Kafka's tool formats, with ids of its own", async () => {
  const folder = await emptyFolder();
  const [byTool, copied, again, kept] = ["by-tool", "copied", "again", "kept"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const properties = join(folder, "server.properties");
  const format = async (storage: string) => {
    await writeFile(
      properties,
      `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:9093
listeners=CONTROLLER://127.0.0.1:9093,PLAINTEXT://127.0.0.1:9092
controller.listener.names=CONTROLLER
log.dirs=${storage}
`,
    );
    const { signal } = new AbortController();
    await formatIfNew({ folder: storage, propertiesFile: properties, nodeId: 1 }, signal, kept);
  };
  await format(byTool);
  expect(await readdir(kept)).toEqual([expect.stringMatching(/^kafka_2\.13-[\d.]+\.bootstrap\.checkpoint$/)]);
  await format(copied);
  await format(again);

  expect(await readdir(copied)).toEqual(await readdir(byTool));
  expect(await featuresIn(copied)).toEqual(await featuresIn(byTool));
  expect((await featuresIn(byTool)).length).toBeGreaterThan(3);
  const [tools, own, other] = await Promise.all([byTool, copied, again].map(fieldsIn));
  const id = expect.stringMatching(/^[\w-]{22}$/);
  const fields = { version: "1", "node.id": "1", "cluster.id": id, "directory.id": id };
  expect([tools, own, other]).toEqual([fields, fields, fields]);
  expect(new Set([tools, own, other].map((each) => each?.["cluster.id"])).size).toBe(3);
  expect(new Set([tools, own, other].map((each) => each?.["directory.id"])).size).toBe(3);
});

test("a storage that is formatted stays as it is", async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, "meta.properties"), "cluster.id=mine\n");
  const { signal } = new AbortController();
  await formatIfNew({ folder, propertiesFile: "none", nodeId: 1 }, signal, join(folder, "kept"));
  expect(await readdir(folder)).toEqual(["meta.properties"]);
});
