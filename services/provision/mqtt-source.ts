import { readFile } from "node:fs/promises";
import { registerConnector } from "./connector.ts";

/** The name of the pipeline's connector in Kafka Connect. */
export const connectorName = "mqtt-source";
/** Configuration of the connector. */
const configuration = new URL("../../connect/mqtt-source.json", import.meta.url);
const timeoutMs = 60_000;

/**
 * Registers the pipeline's connector, with the configuration `foreign` instead of ours if given, and waits until it runs.
 * Connect must be up.
 * @throws {ConnectorError} if Connect refuses it or it fails
 * @throws a TimeoutError after a minute, or the signal's reason if the signal is aborted before
 */
export async function registerMqttSource(
  connectUrl: string,
  foreign?: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const config = foreign ?? (JSON.parse(await readFile(configuration, "utf8")) as Record<string, string>);
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  await registerConnector(connectUrl, connectorName, config, AbortSignal.any(signals));
}
