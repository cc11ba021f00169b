import { hostname } from "node:os";
import { timeoutsUnderTest } from "../processes/command-under-test.ts";
import { type Program } from "../processes/program.ts";
import { type BridgeContainer } from "./bridge-container.ts";
import { RunningContainer } from "./running-container.ts";

/**
 * A bridge under test as a container. As a program, it is usable once it is connected to the broker, according to
 * `isConnected`.
 */
export function bridgeContainerProgram(
  container: BridgeContainer,
  isConnected: (signal: AbortSignal) => Promise<boolean>,
  logFile: string,
): Program<"bridge"> {
  const client: Program<"bridge"> = {
    name: "bridge",
    command: "docker",
    args: ["start", "--attach", container.name],
    environment: process.env,
    folder: process.cwd(),
    logFile,
    ...timeoutsUnderTest,
    prepare: () => container.create(),
    isUsable: async (_pid, signal) => {
      if (await isConnected(signal)) return true;
      const other = await container.otherHost();
      const remedy =
        other === undefined
          ? ""
          : `; the engine runs on ${other}, whose network (host) is not that of ${hostname()}`;
      throw new Error(`it has not connected to MQTT_URL${remedy}`);
    },
  };
  return { ...client, run: (mark) => new RunningContainer(container, client, mark) };
}
