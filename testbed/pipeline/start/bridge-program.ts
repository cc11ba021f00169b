import { type BridgeEnvironment, type BridgeProgram } from "../bridge.ts";
import { commandUnderTest } from "../processes/command-under-test.ts";
import { type Program } from "../processes/program.ts";

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
    ...commandUnderTest("bridge", command, environment, logFile),
    isUsable: async (_pid, signal) => {
      if (await isConnected(signal)) return true;
      throw new Error("it has not connected to MQTT_URL");
    },
  };
}
