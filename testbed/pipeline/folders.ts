import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that this file is part of. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** Where `npm start` keeps everything of the local pipeline. Git ignores it. */
export const defaultFolder = join(checkout, ".testbed");

/** The jars of the Kafka broker and the Connect worker; set-up resolves them. */
export const kafkaJars = join(checkout, ".testbed", "cache", "kafka-jars");

/** What a local pipeline keeps in its folder. */
export function foldersIn(folder: string) {
  const data = join(folder, "data");
  return {
    data,
    mosquitto: join(data, "mosquitto"),
    kafka: join(data, "kafka"),
    journals: join(data, "journals"),
    logs: join(folder, "logs"),
    lock: join(folder, "lock.json"),
  } as const;
}

/** Where the services of the pipeline in this folder write their journals; `undefined` where they are to write none. */
export function journalsIn(folder: string, written = false) {
  if (!written) return undefined;
  const { journals } = foldersIn(folder);
  return {
    publisher: join(journals, "publisher.jsonl"),
    consumer: join(journals, "consumer.jsonl"),
  } as const;
}
