import { z } from "zod";
import { port, serviceSettings, traceCarrier } from "../shared/environment.ts";
import { linkRoutes } from "./link/link-route.ts";

/** Settings of the proxy. */
export const proxySettings = z.object({
  ...serviceSettings,
  PORT: port(3002),
  LINKS: linkRoutes.meta({
    description: "links to carry, as link=listenHost:listenPort>targetHost:targetPort,…",
    unset: "required",
  }),
  TRACE: traceCarrier,
});
