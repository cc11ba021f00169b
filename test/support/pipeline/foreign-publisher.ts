import { connectAsync, type MqttClient } from "mqtt";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

/** Connects a publisher other than the testbed's: MQTT 3.1.1, a unique client id, no user properties. */
export async function foreignPublisher({ addresses }: Pipeline): Promise<MqttClient & AsyncDisposable> {
  const client = await connectAsync(addresses.mqttUrl, {
    protocolVersion: 4,
    clientId: `foreign-${crypto.randomUUID()}`,
    reconnectPeriod: 0,
  });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync() });
}

/** Returns the payload of a reading of such a publisher. */
export function foreignReading(id: string, x: number): string {
  return JSON.stringify({ id, x, y: 0, status: "Active" });
}
