import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that this file is part of. */
export const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** Where `npm start` keeps everything of the local pipeline. Git ignores it. */
export const defaultFolder = join(checkout, ".testbed");

/** The jars of the Kafka broker and the Connect worker; set-up resolves them. */
export const kafkaJars = join(checkout, ".testbed", "cache", "kafka-jars");

/** The archives of the classes that Kafka and Connect load; set-up makes them. */
export const classArchives = join(checkout, ".testbed", "cache", "class-archives");

/**
 * Where Node keeps what it has compiled of our services, so that they start sooner the next time: the modules of the command
 * itself, which package.json gives the same folder, are loaded in 0.21 s instead of 0.55.
 */
export const nodeCompileCache = join(checkout, ".testbed", "cache", "node");

/** What a local pipeline keeps in its folder. */
export function foldersIn(folder: string) {
  const data = join(folder, "data");
  return {
    data,
    mosquitto: join(data, "mosquitto"),
    kafka: join(data, "kafka"),
    connect: join(data, "connect"),
    journals: join(data, "journals"),
    logs: join(folder, "logs"),
    lock: join(folder, "lock.json"),
  } as const;
}

/** The files in which the processes of a pipeline write down what they do. */
export interface Journals {
  readonly publisher: string;
  readonly consumer: string;
  /** The tap on the link mqtt-bridge. The file is there only while the link leads through the proxy. */
  readonly link: string;
}

/** Where the processes of the pipeline in this folder write their journals; `undefined` where they are to write none. */
export function journalsIn(folder: string, written = false): Journals | undefined {
  if (!written) return undefined;
  const { journals } = foldersIn(folder);
  return {
    publisher: join(journals, "publisher.jsonl"),
    consumer: join(journals, "consumer.jsonl"),
    link: join(journals, "link.jsonl"),
  };
}
