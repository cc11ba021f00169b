import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../checkout.ts";
import { type BridgeEnvironment, type ForeignConnector } from "../bridge.ts";
import { loopback, type Ports } from "../ports.ts";
import { answersOk } from "../probes/answers-ok.ts";
import { type Program } from "../processes/program.ts";
import { java, javaArguments, serverMemory } from "./java.ts";

/**
 * Returns a Kafka Connect worker in distributed mode, with the project's own plugin or that of a connector under test. The
 * latter's worker.properties and plugins are written to `data`.
 */
export function connectProgram(
  ports: Pick<Ports, "CONNECT_PORT" | "CONNECT_METRICS_PORT">,
  environment: BridgeEnvironment,
  logFile: string,
  data: string,
  connector?: ForeignConnector,
): Program<"bridge"> {
  // In worker.properties plugin.path is relative to this folder.
  const folder = connector === undefined ? join(checkout, "connect") : data;
  return {
    name: "bridge",
    command: java,
    args: javaArguments(
      {
        name: "connect",
        mainClass: "org.apache.kafka.connect.cli.ConnectDistributed",
        memory: serverMemory,
        agent: metricsAgent(ports.CONNECT_METRICS_PORT),
      },
      [join(folder, "worker.properties")],
    ),
    ...(connector === undefined ? {} : { prepare: () => prepareForeign(data, connector) }),
    environment: {
      ...process.env,
      ...environment,
      CONNECT_LISTENERS: `http://${loopback}:${ports.CONNECT_PORT}`,
    },
    folder,
    logFile,
    startTimeoutMs: 90_000,
    stopTimeoutMs: 30_000,
    // Other paths answer seconds before the worker accepts a connector (KIP-1017).
    isUsable: (_pid, signal) => answersOk(`http://${loopback}:${ports.CONNECT_PORT}/health`, signal),
  };
}

/** Writes the project's worker.properties with another plugin: of a repeated property Java takes the last. */
async function prepareForeign(data: string, { plugin }: ForeignConnector): Promise<void> {
  const common = await readFile(join(checkout, "connect", "worker.properties"), "utf8");
  // plugin.path names folders of plugin folders.
  const plugins = join(data, "plugins");
  await rm(plugins, { recursive: true, force: true });
  await mkdir(plugins, { recursive: true });
  await symlink(plugin, join(plugins, "under-test"));
  // Not every plugin has META-INF/services files.
  const foreign = `plugin.path=${plugins}\nplugin.discovery=hybrid_warn\n`;
  await writeFile(join(data, "worker.properties"), `${common}\n# The connector under test.\n${foreign}`);
}

/** Returns the agent that shows the worker's metrics to Prometheus, as the value of `-javaagent`. */
function metricsAgent(port: number): string {
  const jar = join(checkout, "connect/target/agent/jmx_prometheus_javaagent.jar");
  return `${jar}=${loopback}:${port}:${join(checkout, "connect/metrics.yml")}`;
}
