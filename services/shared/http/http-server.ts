import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type ErrorRequestHandler, type Express, type Request, type Response, Router } from "express";
import { type Registry } from "prom-client";

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

/** Metrics and readiness of a service. */
export interface Probed {
  readonly metrics: Registry;
  /** The reason why the service cannot do its work; `undefined` while it can. */
  readonly notReady: () => string | undefined;
}

/** Serves `GET /healthz` (the process is alive), `GET /readyz` (503 while not ready) and `GET /metrics`. */
export function probes({ metrics, notReady }: Probed): Router {
  return Router()
    .get("/healthz", (_request, response) => {
      response.json({ status: "alive" });
    })
    .get("/readyz", (_request, response) => {
      const reason = notReady();
      if (reason === undefined) response.json({ status: "ready" });
      else response.status(503).json({ status: "not ready", reason });
    })
    .get("/metrics", async (_request, response) => {
      response.type(metrics.contentType).send(await metrics.metrics());
    });
}

/** Answers 404 with method and path. */
export function notFound(request: Request, response: Response): void {
  response.status(404).json({ message: `Nothing at ${request.method} ${request.path}` });
}

/**
 * Answers 400 with this message to a request whose body is not JSON, too large or incomplete. For apps in which no other
 * request fails with a status below 500.
 */
export function refuseUnreadableBody(message: string): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (typeof error?.status === "number" && error.status < 500) response.status(400).json({ message });
    else next(error);
  };
}
