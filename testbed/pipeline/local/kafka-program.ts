import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { type Program } from "../processes/program.ts";
import { java, javaArguments, serverMemory } from "./java.ts";
import { formatIfNew } from "./kafka-storage.ts";
import { type KafkaPorts } from "./local-links.ts";

/** Ports of all listeners of the node. */
export interface KafkaNodePorts extends KafkaPorts {
  readonly external: number;
  /** Listener for clients with user and password, which only the secure form has. */
  readonly scram?: number | undefined;
}

/**
 * Returns one Kafka node in KRaft mode. Its storage is formatted before the first start. `certificates`: their folder, for the secure
 * form; its users and their rights are made once it is up ({@link grantRights}), so that the storage is the same in both forms.
 */
export function kafkaProgram(
  ports: KafkaNodePorts,
  folder: string,
  logFile: string,
  certificates?: string,
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
      await writeFile(properties, await serverProperties(ports, folder, certificates));
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
  ports: KafkaNodePorts,
  folder: string,
  certificates: string | undefined,
): Promise<string> {
  const files = ["server.properties", ...(certificates === undefined ? [] : ["secure.properties"])];
  const common = await Promise.all(
    files.map((file) => readFile(join(checkout, "services/kafka", file), "utf8")),
  );
  const scram = certificates === undefined ? undefined : ports.scram;
  const own = { connect: `${loopback}:${ports.connect}`, consumer: `${loopback}:${ports.consumer}` };
  return `${common.join("\n")}
# The local runtime, written at every start.
listeners=${[...clientListeners({ ...ports, scram }, own), `CONTROLLER://${loopback}:${ports.controller}`].join(",")}
advertised.listeners=${clientListeners({ ...ports, scram }, ports.advertised).join(",")}
controller.quorum.voters=1@${loopback}:${ports.controller}
log.dirs=${join(folder, "log")}
${certificates === undefined ? "" : certificateLocations(certificates)}`;
}

function clientListeners(
  { external, internal, scram }: KafkaNodePorts,
  { connect, consumer }: KafkaPorts["advertised"],
): string[] {
  return [
    `CONNECT://${connect}`,
    `CONSUMER://${consumer}`,
    `EXTERNAL://${loopback}:${external}`,
    `INTERNAL://${loopback}:${internal}`,
    ...(scram === undefined ? [] : [`SCRAM://${loopback}:${scram}`]),
  ];
}

function certificateLocations(folder: string): string {
  return `ssl.keystore.location=${join(folder, fileNames.pair("kafka"))}
ssl.truststore.location=${join(folder, fileNames.ca)}
`;
}
