import { isIPv6 } from "node:net";
import { z } from "zod";
import { hostName } from "./host-name.ts";

const file = (description: string, unset: string) => z.string().optional().meta({ description, unset });

const hostsAllowed =
  "a comma-separated list of names and addresses without ports is allowed, such as testbed.example,192.0.2.1";

const httpHosts = z.string().transform((list, context): readonly string[] => {
  const given = list.split(",").map((host) => host.trim());
  const hosts = given.filter((host) => host !== "").map(hostWithoutPort);
  const known = hosts.filter((host) => host !== undefined);
  if (known.length === hosts.length) return known;
  context.addIssue({ code: "custom", message: hostsAllowed });
  return z.NEVER;
});

function hostWithoutPort(text: string): string | undefined {
  const host = isIPv6(text) ? `[${text}]` : text;
  // A host that has a port already takes no other.
  return hostName(`${host}:1`);
}

/** Settings of an HTTP server: who may ask it, and how. */
export const doorSettings = {
  HTTP_HOSTS: httpHosts.default([]).meta({
    description: "comma-separated names and addresses, beside those of loopback, under which HTTP is asked",
    unset: "none",
  }),
  HTTP_CERT_FILE: file("certificate of the HTTP server, for https (PEM)", "plain HTTP"),
  HTTP_KEY_FILE: file("key of that certificate (PEM)", "plain HTTP"),
  HTTP_TOKEN_FILE: file("file with the bearer token that clients of HTTP need, on its only line", "no token"),
} as const;
