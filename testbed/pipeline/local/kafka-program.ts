import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { type Program } from "../processes/program.ts";
import { java, javaArguments, serverMemory } from "./java.ts";
import { formatIfNew } from "./kafka-storage.ts";
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
      await formatIfNew({ folder: join(folder, "log"), propertiesFile: properties, nodeId: 1 }, signal);
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
