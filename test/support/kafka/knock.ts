import { connect as connectPlain, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { loopback } from "../../../testbed/pipeline/ports.ts";

/** ApiVersions, version 0, without a client id: a listener answers it to everybody whom it lets in. (Kafka protocol guide.) */
export const versionsRequest = Buffer.from("0000000a0012000000000001ffff", "hex");
/** Metadata, version 0, of all topics: a listener answers it to those who have logged in. */
export const metadataRequest = Buffer.from("0000000e0003000000000001ffff00000000", "hex");
/**
 * With TLS 1.3 the server looks at the certificate when the client is done already. A request would be in the way of its alert: it
 * closes the connection without having read it.
 */
export const nothing = Buffer.alloc(0);

const timeoutMs = 10_000;
/** First byte of an alert, and the place of its description if it is not encrypted. (RFC 8446 sections 5.1 and 6.) */
const alertType = 0x15;
const descriptionAt = 6;

/** A way to knock at a listener. */
export interface Knock {
  /** `undefined`: without TLS. */
  readonly tls?: Pick<ConnectionOptions, "ca" | "cert" | "key" | "maxVersion">;
  /** Sent when the connection can be used; default: {@link versionsRequest}. */
  readonly bytes?: Buffer;
}

/** Result of a knock: `answered`, or the way of the refusal: the alert of TLS in words, or that the connection was closed. */
export async function knock(port: number, { tls, bytes = versionsRequest }: Knock): Promise<string> {
  const result = Promise.withResolvers<string>();
  const socket = tls === undefined ? plain(port, bytes) : encrypted(port, tls, bytes);
  socket.once("data", (answer: Buffer) => {
    const isAlert = tls === undefined && answer[0] === alertType;
    result.resolve(isAlert ? `TLS alert ${answer[descriptionAt]}` : "answered");
  });
  socket.once("error", (error: NodeJS.ErrnoException) => result.resolve(error.code ?? error.message));
  socket.once("close", () => result.resolve("closed"));
  socket.setTimeout(timeoutMs, () => result.resolve(`nothing for ${timeoutMs} ms`));
  try {
    return await result.promise;
  } finally {
    socket.destroy();
  }
}

function plain(port: number, bytes: Buffer): Socket {
  const socket = connectPlain({ host: loopback, port }, () => socket.write(bytes));
  return socket;
}

function encrypted(port: number, tls: Knock["tls"], bytes: Buffer): Socket {
  const socket = connectTls({ host: loopback, port, ...tls }, () => socket.write(bytes));
  return socket;
}
