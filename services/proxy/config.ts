import { z } from "zod";
import { port, serviceSettings, traceCarrier } from "../shared/environment.ts";
import { linkRoutes } from "./link/link-route.ts";

/** The proxy's settings: the variables that it reads, what they may be, and what they are when not set. */
export const proxySettings = z.object({
  ...serviceSettings,
  PORT: port().default(3002),
  LINKS: linkRoutes,
  TRACE: traceCarrier,
});
