import { z } from "zod";
import { type CarriedLink, clusterLink, linkNames } from "../../shared/topology.ts";

/** A TCP address. */
export interface Address {
  /** A name or an IPv4 address. */
  readonly host: string;
  /** 0: listen on a free port chosen by the operating system. */
  readonly port: number;
}

/** Address that a link listens on, and address that it carries connections to. */
export interface LinkRoute {
  /** Name of the route: that of the link, or of one leg of it, such as `bridge-kafka@kafka-2`. */
  readonly name: string;
  readonly link: CarriedLink;
  readonly listen: Address;
  readonly target: Address;
}

const allowed =
  "a comma-separated list of link=listenHost:listenPort>targetHost:targetPort is allowed, " +
  "like mqtt-bridge=0.0.0.0:1885>mosquitto:1883; " +
  `each of the links ${[...linkNames, clusterLink].join(", ")}, or each leg of one, like bridge-kafka@kafka-2, at most once; ` +
  "ports to 65535, and no target port 0";

const carriedLinks: readonly CarriedLink[] = [...linkNames, clusterLink];
const highestPort = 65_535;

/** Schema of the setting LINKS: the routes of a proxy. */
export const linkRoutes = z.string({ error: allowed }).transform((list, context): readonly LinkRoute[] => {
  const routes = list.split(",").map((text) => parseRoute(text.trim()));
  const known = routes.filter((route) => route !== undefined);
  if (known.length === routes.length && new Set(known.map(({ name }) => name)).size === known.length) {
    return known;
  }
  context.addIssue({ code: "custom", message: allowed });
  return z.NEVER;
});

const routePattern =
  /^(?<name>(?<link>[a-z-]+)(?:@[a-z\d-]+)?)=(?<listenHost>[^\s:=>]+):(?<listenPort>\d{1,5})>(?<targetHost>[^\s:=>]+):(?<targetPort>\d{1,5})$/;

function parseRoute(text: string): LinkRoute | undefined {
  const parts = routePattern.exec(text)?.groups;
  const link = carriedLinks.find((each) => each === parts?.["link"]);
  const { name, listenHost, targetHost } = parts ?? {};
  const listenPort = Number(parts?.["listenPort"]);
  const targetPort = Number(parts?.["targetPort"]);
  if (link === undefined || name === undefined || listenHost === undefined || targetHost === undefined)
    return undefined;
  if (listenPort > highestPort || targetPort > highestPort || targetPort === 0) return undefined;
  return {
    ...{ name, link },
    listen: { host: listenHost, port: listenPort },
    target: { host: targetHost, port: targetPort },
  };
}
