import { join } from "node:path";

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
