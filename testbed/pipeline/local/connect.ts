import { join } from "node:path";
import { checkout } from "../folders.ts";
import { loopback } from "../ports.ts";
import { java, kafkaClass } from "./java.ts";
import { type Program } from "./local-part.ts";

/** What a Connect worker's configuration takes from its environment. */
export interface ConnectEnvironment {
  readonly KAFKA_BROKERS: string;
  readonly MQTT_URL: string;
  readonly MQTT_TOPIC: string;
  readonly MQTT_QOS: string;
  readonly KAFKA_TOPIC: string;
}

/** A Kafka Connect worker in distributed mode, with the project's own plugin. */
export function connectProgram(
  port: number,
  environment: ConnectEnvironment,
  logFile: string,
): Program<"connect"> {
  // plugin.path stands in the worker's properties relative to this folder.
  const folder = join(checkout, "connect");
  return {
    name: "connect",
    command: java,
    args: kafkaClass(
      "org.apache.kafka.connect.cli.ConnectDistributed",
      "768m",
      join(folder, "worker.properties"),
    ),
    environment: { ...process.env, ...environment, CONNECT_LISTENERS: `http://${loopback}:${port}` },
    folder,
    logFile,
    startTimeoutMs: 90_000,
    stopTimeoutMs: 30_000,
    // Other paths answer seconds earlier than the worker can take a connector (KIP-1017).
    isUsable: async (_pid, signal) => {
      const response = await fetch(`http://${loopback}:${port}/health`, { signal });
      await response.body?.cancel();
      return response.ok;
    },
  };
}
