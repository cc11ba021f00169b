import { Router } from "express";
import { type Registry } from "prom-client";

/** Metrics and readiness of a service. */
export interface ProbeOptions {
  readonly metrics: Registry;
  /** The reason why the service cannot do its work; `undefined` while it can. */
  readonly notReady: () => string | undefined;
}

/** Serves `GET /healthz` (the process is alive), `GET /readyz` (503 while not ready) and `GET /metrics`. */
export function probes({ metrics, notReady }: ProbeOptions): Router {
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
