import { once } from "node:events";
import { type ConnectionOptions, connect } from "node:tls";
import { waitFor } from "../../wait-for.ts";

const timeoutMs = 10_000;

/** Returns the serial number of the certificate that a server shows to a new connection. */
export async function shownSerialNumber(server: ConnectionOptions): Promise<string> {
  const socket = connect(server);
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(timeoutMs) });
    return socket.getPeerCertificate().serialNumber;
  } finally {
    // A server that refuses later resets the connection.
    socket.on("error", () => undefined).destroy();
  }
}

/**
 * Tells a server to read its certificate anew, and waits until new connections are shown another one.
 * @throws {TimeoutError}
 */
export async function showAnother(
  name: string,
  server: ConnectionOptions,
  reload: () => Promise<void>,
): Promise<void> {
  const before = await shownSerialNumber(server);
  await reload();
  const wait = { description: `${name} to show its new certificate`, timeoutMs };
  await waitFor(wait, async () => (await shownSerialNumber(server)) !== before || undefined);
}
