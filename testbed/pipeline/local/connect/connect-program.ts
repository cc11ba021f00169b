import { join } from "node:path";
import { checkout } from "../../../checkout.ts";
import { type BridgeEnvironment, type ForeignConnector } from "../../bridge.ts";
import { type WorkerPorts } from "../../cluster/cluster-ports.ts";
import { connectClients } from "../../http/connect-clients.ts";
import { loopback } from "../../ports.ts";
import { answersOk } from "../../probes/answers-ok.ts";
import { type Program } from "../../processes/program.ts";
import { java, javaArguments, serverMemory } from "../java.ts";
import { connectFiles } from "./connect-files.ts";

type WorkerName = "bridge" | `bridge-${number}`;

/** A worker of Kafka Connect, alone or of a group. */
export interface ConnectWorker<Name extends WorkerName = WorkerName> {
  readonly name: Name;
  readonly ports: WorkerPorts;
  readonly environment: BridgeEnvironment;
  readonly logFile: string;
  /** Folder of files that are made at its start. */
  readonly data: string;
  /** Default: the project's own plugin. */
  readonly connector?: ForeignConnector | undefined;
  /** Folder of certificates; `undefined`: it lets everybody in, in plain text. */
  readonly certificates?: string | undefined;
  /** Whether its Kafka has several nodes. */
  readonly hasKafkaCluster?: boolean;
}

/**
 * Returns a Kafka Connect worker in distributed mode. Its worker.properties are written to `data` if they are more than those of the
 * checkout, and so are plugins of a connector under test, and what the secure form needs.
 */
export function connectProgram<Name extends WorkerName>({
  name,
  ports,
  environment,
  logFile,
  data,
  connector,
  certificates,
  hasKafkaCluster = false,
}: ConnectWorker<Name>): Program<Name> {
  const files = connectFiles(data, { connector, certificates, hasKafkaCluster });
  const scheme = certificates === undefined ? "http" : "https";
  // In worker.properties plugin.path is relative to this folder.
  const folder = connector === undefined ? join(checkout, "connect") : data;
  return {
    name,
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
      // Of all workers of this machine: their ports differ.
      CONNECT_ADVERTISED_HOST_NAME: "localhost",
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
