import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";
import { connectToBroker } from "./broker-client.ts";

const answerTimeoutMs = 5_000;

/** Returns the version of a Connect worker, which is Kafka's. (Connect REST API, `GET /`.) */
export async function kafkaVersionOf(connect: HttpClient): Promise<string | undefined> {
  const response = await connect.fetch("/");
  const { version } = (await response.json()) as { readonly version?: string };
  return version;
}

/** Returns Mosquitto's version (`$SYS/broker/version`, retained); `undefined` if it does not send it within 5 s. */
export async function mosquittoVersionOf(mqtt: MqttBroker): Promise<string | undefined> {
  const client = await connectToBroker(mqtt);
  try {
    const result = Promise.withResolvers<string | undefined>();
    client.on("message", (_topic, payload) => result.resolve(versionIn(payload.toString())));
    const timeout = setTimeout(() => result.resolve(undefined), answerTimeoutMs);
    await client.subscribeAsync("$SYS/broker/version");
    const version = await result.promise;
    clearTimeout(timeout);
    return version;
  } finally {
    await client.endAsync(true);
  }
}

/** Returns the version in a text such as "mosquitto version 2.0.11". */
export function versionIn(text: string): string {
  return text.replace(/^mosquitto version /, "");
}
