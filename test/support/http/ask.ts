import { type IncomingHttpHeaders, request } from "node:http";
import { request as requestTls } from "node:https";
import { text } from "node:stream/consumers";

/** A request with whatever headers a test chooses: `fetch` sends neither Host nor Origin of the caller. */
export interface Question {
  readonly method?: string;
  readonly path: string;
  /** An array is a header several times, or not at all. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Trusted certificates; with them the request is made over TLS. */
  readonly ca?: string;
  readonly servername?: string;
}

/** An answer; of a stream of events only the head. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The message of an answer in JSON. */
  readonly message: string | undefined;
}

/** Sends a request to a port of loopback on a connection of its own. */
export async function ask(
  port: number,
  { method = "GET", path, headers = {}, body = "", ...tls }: Question,
): Promise<Reply> {
  const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const all = Object.entries({ host: `127.0.0.1:${port}`, ...length, ...headers });
  const lines = all.flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one]));
  const options = { host: "127.0.0.1", port, method, path, headers: lines, agent: false, ...tls };
  return await new Promise((resolve, reject) => {
    const sent = (tls.ca === undefined ? request : requestTls)(options, async (response) => {
      const isStream = response.headers["content-type"]?.startsWith("text/event-stream");
      const received = isStream ? "" : await text(response);
      sent.destroy();
      const { statusCode = 0, headers: answered } = response;
      resolve({ status: statusCode, headers: answered, body: received, message: messageIn(received) });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Returns the message of an answer in JSON. */
export function messageIn(body: string): string | undefined {
  try {
    return JSON.parse(body).message;
  } catch {
    return undefined;
  }
}
