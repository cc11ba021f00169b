import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Express } from "express";

/** A listening HTTP server; disposing it closes it and every connection to it. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Serves an Express app; port 0 lets the operating system choose.
 * @throws Error with code EADDRINUSE if the port is in use
 */
export async function serve(app: Express, host: string, port: number): Promise<HttpServer> {
  const server = createServer(app);
  server.listen(port, host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
