import { type BridgeProgram } from "../bridge.ts";
import { type ConnectEnvironment } from "./connect.ts";
import { type Program } from "./local-part.ts";

/**
 * A bridge under test, in the place of Kafka Connect. A program that nobody knows has no health check: it is usable once
 * it is connected to the broker, which the forwarder sees that carries its link.
 */
export function bridgeProgram(
  { command }: BridgeProgram,
  forwarderUrl: string,
  environment: ConnectEnvironment,
  logFile: string,
): Program<"connect"> {
  return {
    name: "connect",
    command: "/bin/sh",
    args: ["-c", command],
    environment: { ...process.env, ...environment },
    folder: process.cwd(),
    logFile,
    startTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    isUsable: async (_pid, signal) => {
      const response = await fetch(`${forwarderUrl}/links/mosquitto-connect`, { signal });
      const { connections } = (await response.json()) as { readonly connections: { readonly open: number } };
      if (connections.open > 0) return true;
      throw new Error("it has not connected to MQTT_URL");
    },
  };
}
