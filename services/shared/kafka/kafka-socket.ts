import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type ClientConnections } from "./client-connections.ts";
import { endWhenSilent } from "./end-when-silent.ts";
import { ResponseBuffer } from "./response-buffer.ts";
import { type KafkaTls } from "./security/kafka-security.ts";
import { explainedTlsError, isTlsRecord, tlsNeeded } from "./security/tls-error.ts";

/** The value of kafkajs' own sockets. */
const keepAliveMs = 60_000;

/** Address of a broker, and the TLS of the connection to it; `undefined`: plain text. */
export interface KafkaSocketOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: KafkaTls | undefined;
  /** Connections of the same client, to which it is added. */
  readonly connections: ClientConnections;
}

/**
 * Opens a connection to a broker; its `data` events are whole responses. Calls `onConnect` when it can be used: with TLS, when
 * the broker's certificate has been checked.
 *
 * kafkajs 2.2.4 keeps a partial response when the connection breaks (`network/connection.js`) and appends the bytes of the
 * next connection to it. From then on no response matches a request, and each request waits for its timeout of 30 s: a
 * consumer whose link was cut within a response was away for minutes. Here a partial response is dropped with its socket.
 * (Probably tulios/kafkajs#715.)
 * @throws Error if the connections of the client were disposed of
 */
export function openKafkaSocket(
  { host, port, tls, connections }: KafkaSocketOptions,
  onConnect: () => void,
): Socket {
  connections.requireOpen();
  // An IP address is no server name (RFC 6066 section 3). The certificate is checked against `host` all the same.
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket =
    tls === undefined
      ? connect({ host, port }, onConnect)
      : connectTls({ host, port, ...servername, ...tls }, onConnect);
  socket.setKeepAlive(true, keepAliveMs);
  interceptEvents(socket, tls === undefined);
  ignoreUnrefOnceClosed(socket);
  connections.add(socket, `${host}:${port}`);
  endWhenSilent(socket, connections);
  return socket;
}

/**
 * kafkajs disconnects the connection to a dead broker again at each attempt to refresh its metadata, and calls `unref` on its
 * closed socket, which has Node keep a listener for a connection that never comes: one more each time, for as long as the broker is away.
 */
function ignoreUnrefOnceClosed(socket: Socket): void {
  const unref = socket.unref.bind(socket);
  socket.unref = () => (socket.destroyed ? socket : unref());
}

/** Replaces the `data` events of a socket by one for each response, and errors of TLS by ones that say what to do. */
function interceptEvents(socket: Socket, isPlain: boolean): void {
  const responses = new ResponseBuffer();
  const emit = socket.emit.bind(socket) as Socket["emit"];
  let isFirst = true;
  // biome-ignore lint/suspicious/noExplicitAny: the declared type for every event.
  socket.emit = (event: string | symbol, ...details: any[]): boolean => {
    if (event === "error") return emit("error", explainedTlsError(details[0]));
    if (event !== "data") return emit(event, ...details);
    const chunk = details[0] as Buffer;
    if (isPlain && isFirst && isTlsRecord(chunk)) {
      socket.destroy(new Error(tlsNeeded));
      return true;
    }
    isFirst = false;
    for (const response of responses.take(chunk)) emit("data", response);
    return true;
  };
}
