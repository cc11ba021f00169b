import { type RequestHandler } from "express";
import { type AllowedHosts } from "./allowed-hosts.ts";
import { hostName } from "./host-name.ts";

/** Length at which a refused value is cut in the answer. */
const shownLength = 100;

/**
 * Refuses a request for another host with 421 (RFC 9110 section 15.5.20), and one without a valid `Host` with 400 (RFC 9112 section 3.2),
 * before anything else looks at it.
 */
export function hostCheck(hosts: AllowedHosts): RequestHandler {
  return (request, response, next) => {
    const given = givenHosts(request.headersDistinct["host"] ?? [], request.url);
    const names = given.map(hostName);
    if (names.length === 0 || names.includes(undefined) || new Set(given).size > 1) {
      const shown = given.join(", ") || "is missing";
      response.status(400).json({ message: `Host ${cut(shown)}: one host is allowed, ${hosts}` });
      return;
    }
    const other = names.find((name) => !hosts.allows(name ?? "", request.socket.localAddress));
    if (other === undefined) next();
    else
      response
        .status(421)
        .json({ message: `Host ${cut(other)}: ${hosts} or a name in HTTP_HOSTS is allowed` });
  };
}

/** Returns the hosts of a request: those of its headers, and that of a target in absolute form (RFC 9112 section 3.2.2). */
function givenHosts(headers: readonly string[], target: string): readonly string[] {
  if (!/^[a-z][a-z\d+.-]*:/i.test(target)) return headers;
  return [...headers, URL.parse(target)?.host ?? target];
}

function cut(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
