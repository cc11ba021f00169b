import { connectAsync } from "mqtt";

const answerTimeoutMs = 5_000;

/** The version of a Connect worker, which is Kafka's. (Connect REST API, `GET /`.) */
export async function kafkaVersionOf(connectUrl: string): Promise<string | undefined> {
  const response = await fetch(connectUrl);
  const { version } = (await response.json()) as { readonly version?: string };
  return version;
}

/** The version of Mosquitto, as it says it itself (`$SYS/broker/version`, retained); `undefined` if it does not within 5 s. */
export async function mosquittoVersionOf(mqttUrl: string): Promise<string | undefined> {
  const client = await connectAsync(mqttUrl, {
    protocolVersion: 5,
    clientId: `testbed-${crypto.randomUUID()}`,
    reconnectPeriod: 0,
  });
  try {
    const said = Promise.withResolvers<string | undefined>();
    client.on("message", (_topic, payload) => said.resolve(versionIn(payload.toString())));
    const timeout = setTimeout(() => said.resolve(undefined), answerTimeoutMs);
    await client.subscribeAsync("$SYS/broker/version");
    const version = await said.promise;
    clearTimeout(timeout);
    return version;
  } finally {
    await client.endAsync(true);
  }
}

/** Of a text such as "mosquitto version 2.0.11". */
export function versionIn(text: string): string {
  return text.replace(/^mosquitto version /, "");
}
