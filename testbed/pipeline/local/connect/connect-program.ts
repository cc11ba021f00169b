import { join } from "node:path";
import { checkout } from "../../../checkout.ts";
import { type BridgeEnvironment, type ForeignConnector } from "../../bridge.ts";
import { connectClients } from "../../http/connect-clients.ts";
import { loopback, type Ports } from "../../ports.ts";
import { answersOk } from "../../probes/answers-ok.ts";
import { type Program } from "../../processes/program.ts";
import { java, javaArguments, serverMemory } from "../java.ts";
import { connectFiles } from "./connect-files.ts";

/**
 * Returns a Kafka Connect worker in distributed mode, with the project's own plugin or that of a connector under test. The
 * latter's worker.properties and plugins are written to `data`, and so is what the secure form needs. `certificates`: folder of
 * certificates; `undefined`: it lets everybody in, in plain text.
 */
export function connectProgram(
  ports: Pick<Ports, "CONNECT_PORT" | "CONNECT_METRICS_PORT">,
  environment: BridgeEnvironment,
  logFile: string,
  data: string,
  connector?: ForeignConnector,
  certificates?: string,
): Program<"bridge"> {
  const files = connectFiles(data, connector, certificates);
  const scheme = certificates === undefined ? "http" : "https";
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
        agent: metricsAgent(ports.CONNECT_METRICS_PORT, files.metrics),
      },
      [files.properties],
    ),
    ...(files.write === undefined ? {} : { prepare: files.write }),
    environment: {
      ...process.env,
      ...environment,
      ...files.variables,
      CONNECT_LISTENERS: `${scheme}://${loopback}:${ports.CONNECT_PORT}`,
    },
    folder,
    logFile,
    startTimeoutMs: 90_000,
    stopTimeoutMs: 30_000,
    // Other paths answer seconds before the worker accepts a connector (KIP-1017).
    isUsable: (_pid, signal) => answersOk(connectClients(ports, certificates).connect, "/health", signal),
  };
}

/** Returns the agent that shows the worker's metrics to Prometheus, as the value of `-javaagent`. */
function metricsAgent(port: number, configuration: string): string {
  const jar = join(checkout, "connect/target/agent/jmx_prometheus_javaagent.jar");
  return `${jar}=${loopback}:${port}:${configuration}`;
}
