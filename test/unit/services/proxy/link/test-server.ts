import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A TCP server on a free port of loopback that allows half-open connections; disposing it destroys them all. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** All connections that were made to it. */
  readonly sockets: readonly Socket[];
}

export async function testServer(
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<TestServer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    // Resets are what some tests are about.
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

/** A server that sends back what it gets, and ends when its client does. */
export const echoServer = () => testServer((socket) => socket.pipe(socket));
