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
 * Serves an Express app.
 * @throws Error with code EADDRINUSE when the port is taken
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

/** What a service's probes answer from. */
export interface Probed {
  readonly metrics: Registry;
  /** `undefined` when the service can do its work, otherwise why it cannot. */
  readonly notReady: () => string | undefined;
}

/** `GET /healthz` (the process is alive), `GET /readyz` (503 while it cannot do its work), `GET /metrics`. */
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

/** The answer to every path that does not exist. */
export function notFound(request: Request, response: Response): void {
  response.status(404).json({ message: `Nothing at ${request.method} ${request.path}` });
}

/**
 * Answers 400 with this message where the only request that can fail on its way here is one with a body that is no JSON,
 * is too large or is cut.
 */
export function refuseUnreadableBody(message: string): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (typeof error?.status === "number" && error.status < 500) response.status(400).json({ message });
    else next(error);
  };
}
