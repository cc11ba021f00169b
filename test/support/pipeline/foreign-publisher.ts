import { connectAsync, type MqttClient } from "mqtt";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { secureBroker } from "../../../testbed/pipeline/secure-clients.ts";

/** Connects a publisher other than the testbed's: a unique client id, no user properties of its own. */
export async function foreignPublisher(
  { addresses, certificates }: Pipeline,
  protocolVersion: 4 | 5 = 4,
): Promise<MqttClient & AsyncDisposable> {
  const broker =
    certificates === undefined
      ? addresses.mqtt
      : secureBroker(addresses.mqttUrl, certificates.folder, "publisher");
  const client = await connectAsync(addresses.mqttUrl, {
    ...broker.connectionOptions,
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
