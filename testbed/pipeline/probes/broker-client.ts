import { randomUUID } from "node:crypto";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";

/**
 * Connects to an MQTT broker once, under a client id of its own.
 * @throws Error if the broker does not accept the connection
 */
export function connectToBroker(
  broker: MqttBroker,
  options: Pick<IClientOptions, "connectTimeout"> = {},
): Promise<MqttClient> {
  const settings = {
    ...options,
    ...broker.connectionOptions,
    protocolVersion: 5,
    clientId: `testbed-${randomUUID()}`,
    reconnectPeriod: 0,
  } as const;
  // Without retries the promise is settled also if the broker closes the connection without an answer.
  return connectAsync(broker.toString(), settings, false);
}
