import { type Socket } from "node:net";

/** One end of a connection. */
export interface LinkEnd {
  /** Socket of the bytes that pass. */
  readonly socket: Socket;
  /** TCP socket below it: the same, unless TLS ends at the proxy. */
  readonly carrier: Socket;
}

/** Returns the end of a connection whose bytes pass as they are. */
export function plainEnd(socket: Socket): LinkEnd {
  return { socket, carrier: socket };
}

/** Closes an end by RST. */
export function resetEnd({ socket, carrier }: LinkEnd): void {
  resetSocket(carrier);
  if (socket !== carrier) socket.destroy();
}

/** Closes a TCP socket by RST. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  // libuv refuses to reset a socket whose FIN is on the way (uv_tcp_close_reset), and Node would leak it. A socket that
  // is still connecting would be reset only once connected.
  const shuttingDown = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (shuttingDown || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
