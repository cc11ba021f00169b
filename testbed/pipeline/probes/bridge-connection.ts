import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";
import { connectToBroker } from "./broker-client.ts";
import { linkConnections } from "./link-connections.ts";

const connectedClientsTopic = "$SYS/broker/clients/connected";

/** Whether the link `mqtt-bridge` has an open connection, according to the proxy that carries it. */
export async function isConnectedThroughProxy(proxy: HttpClient, signal: AbortSignal): Promise<boolean> {
  return (await linkConnections(proxy, ["mqtt-bridge"], signal)).open > 0;
}

/**
 * Waits until the broker counts another client than this one, and returns true; false if the connection is closed or the signal is
 * aborted before. Mosquitto publishes its count every second if it has changed (mosquitto(8)). At the first start of a bridge nobody
 * else can be connected; at a later one the publisher is, so the bridge counts as connected at once.
 */
export async function isConnectedToBroker(mqtt: MqttBroker, signal: AbortSignal): Promise<boolean> {
  const client = await connectToBroker(mqtt);
  try {
    const result = Promise.withResolvers<boolean>();
    signal.addEventListener("abort", () => result.resolve(false), { once: true });
    client.on("message", (_topic, payload) => {
      if (Number(payload.toString()) > 1) result.resolve(true);
    });
    client.on("close", () => result.resolve(false));
    await client.subscribeAsync(connectedClientsTopic);
    return await result.promise;
  } finally {
    await client.endAsync(true);
  }
}
