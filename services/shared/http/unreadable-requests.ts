import {
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { type Duplex } from "node:stream";
import { escapedLines } from "../text/escaped-text.ts";

/** An error of Node's HTTP parser; its reason is in words. */
interface ParserError extends NodeJS.ErrnoException {
  readonly reason?: string;
}

/** Answers requests that no app gets to see with JSON and a reason, instead of a bare status line or nothing at all. */
export function answerUnreadable(server: Server, requestTimeoutMs: number): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) =>
    latest.set(socket, response),
  );
  server.on("clientError", (error: ParserError, socket: Duplex) => {
    const { headersSent = false, writableFinished = true } = latest.get(socket) ?? {};
    // In the middle of an answer there is no place for another.
    const refusal = headersSent && !writableFinished ? undefined : refusalOf(error, requestTimeoutMs);
    if (refusal === undefined || !socket.writable) socket.destroy();
    else refuse(socket, ...refusal);
  });
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => undefined);
    refuse(socket, 405, "Method CONNECT: this is no proxy");
  });
  server.on("checkExpectation", ({ headers }: IncomingMessage, response: ServerResponse) => {
    const body = jsonOf(`Expect ${headers.expect?.slice(0, 100)}: 100-continue is allowed`);
    response.writeHead(417, headersOf(body)).end(body);
  });
}

/** Returns status and message; `undefined` for errors of the connection, such as those of TLS. */
function refusalOf({ code = "", reason }: ParserError, timeoutMs: number): [number, string] | undefined {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return [408, `Request: all of it within ${timeoutMs / 1_000} s is allowed`];
  if (code === "HPE_HEADER_OVERFLOW") return [431, `Headers: at most ${maxHeaderSize} bytes are allowed`];
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return [413, "Chunk extensions: fewer bytes are allowed (RFC 9112 section 7.1.1)"];
  if (!code.startsWith("HPE_") || code === "HPE_INVALID_EOF_STATE") return undefined;
  return [400, `Request: HTTP/1.1 is allowed (${reason ?? code})`];
}

/** Writes an answer to a connection, and ends it. */
function refuse(socket: Duplex, status: number, message: string): void {
  const body = jsonOf(message);
  const headers = Object.entries({ ...headersOf(body), connection: "close" });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function headersOf(body: string) {
  return {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
  };
}

function jsonOf(message: string): string {
  return escapedLines(JSON.stringify({ message }));
}
