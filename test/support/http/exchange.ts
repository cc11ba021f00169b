import { connect } from "node:net";

/** First answer on a connection. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Properties of a request, and how long its answer may take. */
export interface ExchangeOptions {
  /** Whether it has the length that it announces; default: true. */
  readonly isComplete?: boolean;
  /** Whether its method is HEAD, whose answers have no body; default: false. */
  readonly isHead?: boolean;
  readonly timeoutMs?: number;
}

/**
 * Sends a request, as Latin-1, on a connection of its own to a port of loopback, and ends it there if the request is incomplete. Returns the first
 * answer; `undefined` if the server ends the connection without one. @throws Error if it does neither within the time
 */
export async function exchange(
  port: number,
  request: string,
  { isComplete = true, isHead = false, timeoutMs = 10_000 }: ExchangeOptions = {},
): Promise<RawAnswer | undefined> {
  return await new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ host: "127.0.0.1", port });
    const late = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(`neither a whole answer nor an end within ${timeoutMs} ms: ${JSON.stringify(received)}`),
      );
    }, timeoutMs);
    const settle = () => {
      clearTimeout(late);
      socket.destroy();
      resolve(answerIn(received));
    };
    socket.on("connect", () =>
      isComplete ? socket.write(request, "latin1") : socket.end(request, "latin1"),
    );
    socket.setEncoding("latin1").on("data", (text: string) => {
      // An interim answer may come before the answer (RFC 9110 section 15.2).
      received = (received + text).replace(/^HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n/, "");
      if (isWhole(received, isHead)) settle();
    });
    // The server may end the connection while a large request is still being sent.
    socket.on("error", () => undefined);
    socket.on("close", settle);
  });
}

/** Whether a text is a whole answer; of a stream of events, and of an answer without a body, the head is. */
function isWhole(text: string, isHead: boolean): boolean {
  const head = headOf(text);
  if (head === undefined) return false;
  if (isHead) return true;
  const length = lengthIn(head);
  if (length !== undefined) return text.length - head.length - 4 >= length;
  return (
    /^content-type: text\/event-stream/im.test(head) ||
    text.endsWith("\r\n0\r\n\r\n") ||
    / (204|304) /.test(head)
  );
}

function lengthIn(head: string): number | undefined {
  const [, length] = /^content-length: (\d+)/im.exec(head) ?? [];
  return length === undefined ? undefined : Number(length);
}

function headOf(text: string): string | undefined {
  const end = text.indexOf("\r\n\r\n");
  return end < 0 ? undefined : text.slice(0, end);
}

function answerIn(text: string): RawAnswer | undefined {
  const head = headOf(text);
  if (head === undefined) return undefined;
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
  const [, contentType = ""] = /^content-type: (.*)$/im.exec(head) ?? [];
  // What follows is the answer to a further request.
  const body = text.slice(head.length + 4).slice(0, lengthIn(head));
  return { status: Number(status), contentType, body };
}
