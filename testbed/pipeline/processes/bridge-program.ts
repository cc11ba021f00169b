import { connectAsync } from "mqtt";
import { type BridgeEnvironment, type BridgeProgram } from "../bridge.ts";
import { type Program } from "./process-part.ts";

const startTimeoutMs = 60_000;

/**
 * A bridge under test, in the place of Kafka Connect. A program that nobody knows has no health check: it is usable once
 * it is connected to the broker, as `isConnected` says.
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
    startTimeoutMs,
    stopTimeoutMs: 10_000,
    isUsable: async (_pid, signal) => {
      if (await isConnected(signal)) return true;
      throw new Error("it has not connected to MQTT_URL");
    },
  };
}

/** Whether the link to the bridge has a connection, as the proxy sees that carries it. */
export async function connectedThroughProxy(proxyUrl: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${proxyUrl}/links/mqtt-bridge`, { signal });
  const { connections } = (await response.json()) as { readonly connections: { readonly open: number } };
  return connections.open > 0;
}

/**
 * Whether somebody beside us is connected to the broker, by its own account, which it gives once a second, where it has
 * changed (`$SYS/broker/clients/connected`, mosquitto(8)), and for so long: a health check comes and goes. At the first
 * start of a bridge that can be nobody else; one that is started again, while the publisher is there, counts as
 * connected at once.
 */
export async function connectedToBroker(
  mqttUrl: string,
  forMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const client = await connectAsync(mqttUrl, {
    protocolVersion: 5,
    clientId: `testbed-${crypto.randomUUID()}`,
    reconnectPeriod: 0,
  });
  let standing: NodeJS.Timeout | undefined;
  try {
    const told = Promise.withResolvers<boolean>();
    signal.addEventListener("abort", () => told.resolve(false), { once: true });
    client.on("message", (_topic, payload) => {
      clearTimeout(standing);
      if (Number(payload.toString()) > 1) standing = setTimeout(() => told.resolve(true), forMs);
    });
    client.on("close", () => told.resolve(false));
    await client.subscribeAsync("$SYS/broker/clients/connected");
    return await told.promise;
  } finally {
    clearTimeout(standing);
    await client.endAsync(true);
  }
}
