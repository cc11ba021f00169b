import { connectAsync, type MqttClient } from "mqtt";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

/** Connects a publisher other than the testbed's: a unique client id, no user properties of its own. */
export async function foreignPublisher(
  { addresses }: Pipeline,
  protocolVersion: 4 | 5 = 4,
): Promise<MqttClient & AsyncDisposable> {
  const client = await connectAsync(addresses.mqttUrl, {
    protocolVersion,
    clientId: `foreign-${crypto.randomUUID()}`,
    reconnectPeriod: 0,
  });
  return Object.assign(client, {
    // After the loss of the connection nothing is acknowledged any more: `end` would wait for ever.
    [Symbol.asyncDispose]: () => client.endAsync(!client.connected),
  });
}

/** Returns the payload of a reading of such a publisher. */
export function foreignReading(id: string, x: number): string {
  return JSON.stringify({ id, x, y: 0, status: "Active" });
}
