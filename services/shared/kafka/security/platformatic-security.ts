import { isIP } from "node:net";
import { type KafkaSecurity } from "./kafka-security.ts";

/** No import declaration: Node loads the module of one that has nothing but types, and this one takes 0.3 s and 60 MiB. */
type BaseOptions = import("@platformatic/kafka").BaseOptions;

/** Returns TLS and SASL for a client of `@platformatic/kafka`. */
export function platformaticSecurity(
  brokers: readonly string[],
  { tls, sasl }: KafkaSecurity = {},
): Pick<BaseOptions, "tls" | "tlsServerName" | "sasl"> {
  return {
    ...(tls === undefined ? {} : { tls }),
    // One switch for all brokers: an IP address is no server name (RFC 6066 section 3).
    ...(tls !== undefined && brokers.every(hasName) ? { tlsServerName: true } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** Whether the address `host:port` of a broker has a name, not an IP address. */
function hasName(address: string): boolean {
  return !address.startsWith("[") && isIP(address.slice(0, address.lastIndexOf(":"))) === 0;
}
