import { z } from "zod";
import { port, serviceSettings, traceCarrier } from "../shared/environment.ts";
import { linkNames } from "../shared/topology.ts";
import { linkRoutes } from "./link/link-route.ts";

/** Settings of the proxy. */
export const proxySettings = z.object({
  ...serviceSettings,
  PORT: port(3002),
  LINKS: linkRoutes.meta({
    description: "links to carry, as link=listenHost:listenPort>targetHost:targetPort,…",
    unset: "required",
  }),
  INTERFACE_LINK: z
    .enum(linkNames, { error: `${linkNames.join(", ")} is allowed` })
    .optional()
    .meta({
      description: "link that listens on a network interface of its own, in 198.18.0.0/15 (root on Linux)",
      unset: "none",
    }),
  TRACE: traceCarrier,
});
