import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** TCP server on a free port of loopback that allows half-open connections; disposing it destroys all connections. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** All accepted connections. */
  readonly sockets: readonly Socket[];
}

/** Starts a server. */
export async function testServer(
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<TestServer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    // Some tests reset connections on purpose.
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Starts a server that returns every byte, and ends when its client does. */
export const echoServer = () => testServer((socket) => socket.pipe(socket));
