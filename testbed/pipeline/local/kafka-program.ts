import { execFile } from "node:child_process";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { type Program } from "../processes/program.ts";
import { newClusterId } from "./cluster-id.ts";
import { java, javaArguments, serverMemory } from "./java.ts";
import { type KafkaPorts } from "./local-links.ts";

/** Returns one Kafka node in KRaft mode. Its storage is formatted before the first start. */
export function kafkaProgram(
  ports: KafkaPorts & { readonly external: number },
  folder: string,
  logFile: string,
): Program<"kafka"> {
  const properties = join(folder, "server.properties");
  return {
    name: "kafka",
    command: java,
    args: javaArguments({ name: "kafka", mainClass: "kafka.Kafka", memory: serverMemory }, [properties]),
    environment: process.env,
    folder,
    logFile,
    startTimeoutMs: 90_000,
    stopTimeoutMs: 30_000,
    prepare: async (signal) => {
      await mkdir(folder, { recursive: true });
      await writeFile(properties, await serverProperties(ports, folder));
      await formatOnce(folder, properties, signal);
    },
    isUsable: async (_pid, signal) =>
      (await isReachable(ports.connect, signal)) &&
      (await isReachable(ports.consumer, signal)) &&
      (await isReachable(ports.external, signal)),
  };
}
/** Returns the common properties, then those of this runtime: of a repeated property Java takes the last. */
async function serverProperties(
  ports: KafkaPorts & { readonly external: number },
  folder: string,
): Promise<string> {
  const common = await readFile(join(checkout, "services/kafka/server.properties"), "utf8");
  const clientListeners = ({ connect, consumer }: KafkaPorts["advertised"]) => [
    `CONNECT://${connect}`,
    `CONSUMER://${consumer}`,
    `EXTERNAL://${loopback}:${ports.external}`,
    `INTERNAL://${loopback}:${ports.internal}`,
  ];
  const own = { connect: `${loopback}:${ports.connect}`, consumer: `${loopback}:${ports.consumer}` };
  return `${common}
# The local runtime, written at every start.
listeners=${[...clientListeners(own), `CONTROLLER://${loopback}:${ports.controller}`].join(",")}
advertised.listeners=${clientListeners(ports.advertised).join(",")}
controller.quorum.voters=1@${loopback}:${ports.controller}
log.dirs=${join(folder, "log")}
`;
}

/** Formats the storage if it is new: KRaft refuses to start on storage that was not formatted with a cluster id (KIP-631). */
async function formatOnce(folder: string, properties: string, signal: AbortSignal): Promise<void> {
  const formatted = await access(join(folder, "log", "meta.properties")).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const format = ["format", "--cluster-id", newClusterId(), "--config", properties];
  // A short run: the optimizing compiler would not pay off.
  const memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const storageTool = { name: "storage", mainClass: "kafka.tools.StorageTool", memory } as const;
  await promisify(execFile)(java, javaArguments(storageTool, format), { signal });
}
