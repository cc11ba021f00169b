import { type BridgeEnvironment, type BridgeImage, type BridgeProgram } from "../bridge.ts";
import { bridgeContainerProgram } from "../container/bridge-container-program.ts";
import { type Program } from "../processes/program.ts";
import { bridgeProgram } from "./bridge-program.ts";
import { type PipelineStart } from "./pipeline-start.ts";

/** Returns the program of a bridge under test, which is usable once it is connected to the broker. */
export type BridgeUnderTest = (isConnected: (signal: AbortSignal) => Promise<boolean>) => Program<"bridge">;

/**
 * Returns the bridge under test of a pipeline. A container of it is removed after the end of all processes, which are to be added
 * later.
 */
export function bridgeUnderTest(
  start: PipelineStart,
  bridge: BridgeProgram | BridgeImage,
  environment: BridgeEnvironment,
): BridgeUnderTest {
  const logFile = start.folder.logOf("bridge");
  if (bridge.kind === "program")
    return (isConnected) => bridgeProgram(bridge, isConnected, environment, logFile);
  const container = start.bridgeContainer(bridge, environment);
  return (isConnected) => bridgeContainerProgram(container, isConnected, logFile);
}
