import { execFile } from "node:child_process";
import { access, constants, copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { kafkaJars, keptStorage } from "../../checkout.ts";
import { classPath, java } from "./java.ts";
import { newKafkaId } from "./kafka-id.ts";

/** File of the first metadata records: the version of the metadata, and the features of the cluster (KIP-778). */
const bootstrapCheckpoint = "bootstrap.checkpoint";

/** File with the ids of the cluster, the node and the folder. */
const metaFile = "meta.properties";

/** Storage to format. */
export interface KafkaStorage {
  /** The only folder of `log.dirs`. */
  readonly folder: string;
  /** Configuration of the node, for Kafka's tool. */
  readonly propertiesFile: string;
  readonly nodeId: number;
  /** Returns the id of the cluster, the same for all its nodes; asked if the storage is new. Default: a new one. */
  readonly clusterId?: () => Promise<string>;
}

/**
 * Formats the storage of a node if it is new: KRaft refuses to start on storage that was not formatted with a cluster id
 * (KIP-631).
 *
 * Kafka's own tool does it once for each version of Kafka; from then on its records are copied, which takes some milliseconds
 * instead of a second. They depend on Kafka's version only: the ids stand in meta.properties (org.apache.kafka.metadata.storage.Formatter
 * and org.apache.kafka.metadata.properties.MetaPropertiesEnsemble in Kafka 4.3.1).
 *
 * @param kept folder of the records that are copied
 */
export async function formatIfNew(
  storage: KafkaStorage,
  signal: AbortSignal,
  kept: string = keptStorage,
): Promise<void> {
  const metaProperties = join(storage.folder, metaFile);
  if (await exists(metaProperties)) return;
  const clusterId = (await storage.clusterId?.()) ?? newKafkaId();
  const records = join(storage.folder, bootstrapCheckpoint);
  const keptRecords = join(kept, `${kafkaVersion()}.${bootstrapCheckpoint}`);
  await mkdir(kept, { recursive: true });
  if (!(await exists(keptRecords))) {
    await runStorageTool(["--cluster-id", clusterId, "--config", storage.propertiesFile], signal);
    await copyWhole(records, keptRecords);
    return;
  }
  await mkdir(storage.folder, { recursive: true });
  await copyFile(keptRecords, records, constants.COPYFILE_FICLONE);
  // The last file: the storage is formatted once it is there.
  const fields = {
    version: 1,
    "cluster.id": clusterId,
    "node.id": storage.nodeId,
    "directory.id": newKafkaId(),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(metaProperties, lines.join(""));
}

/** Returns the id of the cluster that these folders are storage of; a new one if all are new. */
export async function clusterIdOf(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const text = await readFile(join(folder, metaFile), "utf8").catch(() => "");
    const id = /^cluster\.id=(.+)$/m.exec(text)?.[1];
    if (id !== undefined) return id;
  }
  return newKafkaId();
}

/** Runs Kafka's tool to format storage, `kafka-storage format`, with these arguments. */
export async function runStorageTool(args: readonly string[], signal?: AbortSignal): Promise<void> {
  // A short run: the optimizing compiler would not pay off.
  const memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const tool = ["-cp", classPath(kafkaJars), "kafka.tools.StorageTool", "format"];
  await promisify(execFile)(java, [...memory, ...tool, ...args], signal && { signal });
}

/** Copies a file so that nobody finds a part of it: another start may look at the same time. */
async function copyWhole(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}`;
  await copyFile(from, unfinished);
  await rename(unfinished, to);
}

/** Returns the name of the broker's jar, which has its version. */
function kafkaVersion(): string {
  const version = /kafka_[^/:]*(?=\.jar)/.exec(classPath(kafkaJars))?.[0];
  if (version === undefined) throw new Error(`no jar of Kafka in ${kafkaJars}; "npm start" installs it`);
  return version;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
