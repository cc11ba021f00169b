import { z } from "zod";
import { port, serviceSettings, traceCarrier } from "../shared/environment.ts";
import { linkNames } from "../shared/topology.ts";
import { linkRoutes } from "./link/link-route.ts";

const file = (description: string) =>
  z.string().optional().meta({ description, unset: "bytes pass as they are" });

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
  LINK_CA_FILE: file("trusted certificates of the link mqtt-bridge (PEM), whose TLS ends here if it is set"),
  LINK_CERT_FILE: file(
    "certificate of that link's client (PEM): it alone may pass, and is passed on with it",
  ),
  LINK_KEY_FILE: file("key of that certificate (PEM)"),
});
