import { BlockList, isIP } from "node:net";
import { hostName } from "./host-name.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** Addresses to listen on that stand for all addresses of the machine. */
const allAddresses = new Set(["0.0.0.0", "[::]"]);

/**
 * Names and addresses under which a server is asked: those of loopback, those that the operator sets, and the address that a
 * connection came in on. Others are refused, since a web page can give its own name the address of a server (DNS rebinding) and
 * would then count as that server's page; it cannot do so with an address.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;

  /** `listening`: address or name that the server listens on. */
  constructor(names: readonly string[], listening: string) {
    const own = hostName(isIP(listening) === 6 ? `[${listening}]` : listening);
    this.#names = new Set([...names, ...(own === undefined || allAddresses.has(own) ? [] : [own])]);
  }

  /** Whether a client may ask for this host, which is one of {@link hostName}, on a connection to this address. */
  allows(host: string, localAddress: string | undefined): boolean {
    return host === "localhost" || isLoopback(host) || this.#names.has(host) || isAddress(host, localAddress);
  }

  /** Returns the allowed hosts in words. */
  toString(): string {
    const names = [...this.#names].filter((name) => !isLoopback(name) && name !== "localhost");
    return ["localhost", "a loopback address", "the server's own address", ...names].join(", ");
  }
}

function isLoopback(host: string): boolean {
  return contains(loopback, withoutBrackets(host));
}

/** Whether the host is this address of a socket: of a link-local one it has the zone, too. */
function isAddress(host: string, address: string | undefined): boolean {
  const [literal = ""] = address?.split("%") ?? [];
  const family = isIP(literal);
  if (family === 0) return false;
  const own = new BlockList();
  own.addAddress(literal, family === 6 ? "ipv6" : "ipv4");
  return contains(own, withoutBrackets(host));
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
