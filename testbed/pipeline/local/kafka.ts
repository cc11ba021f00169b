import { execFile } from "node:child_process";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { type Program } from "../processes/process-part.ts";
import { newClusterId } from "./cluster-id.ts";
import { java, javaArguments, serverMemory } from "./java.ts";

/** The ports of Kafka's listeners, see services/kafka/server.properties. */
export interface KafkaPorts {
  readonly external: number;
  readonly connect: number;
  readonly consumer: number;
  readonly controller: number;
  /** Where the clients of these listeners are sent to: the listeners themselves, or a proxy before them. */
  readonly advertised: { readonly connect: number; readonly consumer: number };
}

/** One Kafka node in KRaft mode. Its storage is formatted before the first start. */
export function kafkaProgram(ports: KafkaPorts, folder: string, logFile: string): Program<"kafka"> {
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

/** The common properties, then this runtime's: of a property that stands there twice, Java takes the last. */
async function serverProperties(ports: KafkaPorts, folder: string): Promise<string> {
  const common = await readFile(join(checkout, "services/kafka/server.properties"), "utf8");
  const clientListeners = ({ connect, consumer }: { connect: number; consumer: number }) => [
    `CONNECT://${loopback}:${connect}`,
    `CONSUMER://${loopback}:${consumer}`,
    `EXTERNAL://${loopback}:${ports.external}`,
  ];
  return `${common}
# The local runtime's part, written at every start.
listeners=${[...clientListeners(ports), `CONTROLLER://${loopback}:${ports.controller}`].join(",")}
advertised.listeners=${clientListeners(ports.advertised).join(",")}
controller.quorum.voters=1@${loopback}:${ports.controller}
log.dirs=${join(folder, "log")}
`;
}

/** KRaft refuses to start on storage that was not formatted with a cluster id (KIP-631). */
async function formatOnce(folder: string, properties: string, signal: AbortSignal): Promise<void> {
  const formatted = await access(join(folder, "log", "meta.properties")).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const format = ["format", "--cluster-id", newClusterId(), "--config", properties];
  // Runs for a moment: the second compiler would only begin.
  const memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const storageTool = { name: "storage", mainClass: "kafka.tools.StorageTool", memory } as const;
  await promisify(execFile)(java, javaArguments(storageTool, format), { signal });
}
