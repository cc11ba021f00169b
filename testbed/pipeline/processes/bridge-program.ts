import { type BridgeEnvironment, type BridgeProgram } from "../bridge.ts";
import { type Program } from "./program.ts";

/**
 * A bridge under test as a process. An unknown program has no health check: it is usable once it is connected to the
 * broker, according to `isConnected`.
 */
export function bridgeProgram(
  { command }: BridgeProgram,
  isConnected: (signal: AbortSignal) => Promise<boolean>,
  environment: BridgeEnvironment,
  logFile: string,
): Program<"bridge"> {
  return {
    name: "bridge",
    command: "/bin/sh",
    args: ["-c", command],
    environment: { ...process.env, ...environment },
    folder: process.cwd(),
    logFile,
    startTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    isUsable: async (_pid, signal) => {
      if (await isConnected(signal)) return true;
      throw new Error("it has not connected to MQTT_URL");
    },
  };
}
