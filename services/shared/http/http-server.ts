import { once } from "node:events";
import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo } from "node:net";
import { type Express } from "express";
import { type ServerCertificate } from "./door/http-door.ts";
import { answerUnreadable } from "./unreadable-requests.ts";

/** A listening HTTP server; disposing it closes it and every connection to it. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/** Time in which a client must have sent its request, and agreed on TLS. */
const requestTimeoutMs = 5_000;

const options: ServerOptions = {
  requestTimeout: requestTimeoutMs,
  headersTimeout: requestTimeoutMs,
  connectionsCheckingInterval: 1_000,
  // The app answers a missing Host, with a reason.
  requireHostHeader: false,
};

/**
 * Serves an Express app, over TLS if there is a certificate; port 0 lets the operating system choose.
 * @throws Error with code EADDRINUSE if the port is in use
 */
export async function serve(
  app: Express,
  host: string,
  port: number,
  certificate?: ServerCertificate,
): Promise<HttpServer> {
  const server = certificate === undefined ? createServer(options, app) : tlsServer(app, certificate);
  answerUnreadable(server, requestTimeoutMs);
  server.listen(port, host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function tlsServer(app: Express, certificate: ServerCertificate): Server {
  const server = createTlsServer(
    { ...options, ...certificate.value, handshakeTimeout: requestTimeoutMs },
    app,
  );
  // New connections get the new one; those that are open stay.
  certificate.onChange((pair) => server.setSecureContext(pair));
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
