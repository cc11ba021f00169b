import { randomUUID } from "node:crypto";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";

/**
 * Connects to an MQTT broker once, under a client id of its own.
 * @throws Error if the broker does not accept the connection
 */
export function connectToBroker(
  mqttUrl: string,
  options: Pick<IClientOptions, "connectTimeout"> = {},
): Promise<MqttClient> {
  return connectAsync(mqttUrl, {
    ...options,
    protocolVersion: 5,
    clientId: `testbed-${randomUUID()}`,
    reconnectPeriod: 0,
  });
}
