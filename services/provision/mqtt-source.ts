import { readFile } from "node:fs/promises";
import { type HttpClient } from "../shared/http/http-client.ts";
import { registerConnector } from "./connector.ts";

/** The name of the pipeline's connector in Kafka Connect. */
export const connectorName = "mqtt-source";
/** Configurations of the connector; the second is what the secure form adds. */
const files = {
  open: new URL("../../connect/mqtt-source.json", import.meta.url),
  secure: new URL("../../connect/mqtt-source-secure.json", import.meta.url),
} as const;
const timeoutMs = 60_000;

/** Configuration of a connector. */
export type ConnectorConfig = Readonly<Record<string, string>>;

/** Returns the configuration of the pipeline's connector. `secure`: it reaches the broker over TLS, with a certificate. */
export async function mqttSource(form: "open" | "secure"): Promise<ConnectorConfig> {
  const read = async (file: URL): Promise<ConnectorConfig> => JSON.parse(await readFile(file, "utf8"));
  return { ...(await read(files.open)), ...(form === "open" ? {} : await read(files.secure)) };
}

/**
 * Registers the pipeline's connector with this configuration, by default that of the open form, and waits until it runs; a
 * paused or stopped one is resumed. Connect must be up.
 * @returns the state from which it was resumed; `undefined` if it was neither paused nor stopped
 * @throws {ConnectorError} if Connect refuses it or it fails
 * @throws a TimeoutError after a minute, or the signal's reason if the signal is aborted before
 */
export async function registerMqttSource(
  connect: HttpClient,
  config?: ConnectorConfig,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  return await registerConnector(
    connect,
    connectorName,
    config ?? (await mqttSource("open")),
    AbortSignal.any(signals),
  );
}
