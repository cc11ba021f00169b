import { readFile } from "node:fs/promises";
import { registerConnector } from "./connector.ts";

/** The name of the pipeline's connector in Kafka Connect. */
export const connectorName = "mqtt-source";
/** Configuration of the connector. */
const configuration = new URL("../../connect/mqtt-source.json", import.meta.url);
const timeoutMs = 60_000;

/**
 * Registers the pipeline's connector, with the configuration `foreign` instead of ours if given, and waits until it runs; a
 * paused or stopped one is resumed. Connect must be up.
 * @returns the state from which it was resumed; `undefined` if it was neither paused nor stopped
 * @throws {ConnectorError} if Connect refuses it or it fails
 * @throws a TimeoutError after a minute, or the signal's reason if the signal is aborted before
 */
export async function registerMqttSource(
  connectUrl: string,
  foreign?: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const config = foreign ?? (JSON.parse(await readFile(configuration, "utf8")) as Record<string, string>);
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  return await registerConnector(connectUrl, connectorName, config, AbortSignal.any(signals));
}
