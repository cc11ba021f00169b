import { execFileSync } from "node:child_process";

/** One end of a pair of virtual Ethernet interfaces (veth(4)). */
export interface VethEnd {
  readonly name: string;
  /** IPv4 address. */
  readonly host: string;
  readonly mac: string;
}

/** Both ends: `client` in the network namespace of this machine, `listening` in that of the link. */
export interface VethPair {
  readonly client: VethEnd;
  readonly listening: VethEnd;
}

/** Addresses for tests of networks, in no use elsewhere (RFC 2544, RFC 6890): 198.18.0.0/15. */
const firstAddress = 0xc6_12_00_00;
const pairs = 0x1_00_00;
/** Two addresses are a network of their own (RFC 3021). */
const prefixLength = 31;

/** Returns the listening address of one of 65,536 pairs. */
export function pairHost(index: number): string {
  return dotted(firstAddress + 2 * (index % pairs) + 1);
}

/**
 * Returns the pair whose listening end has this address.
 * @throws RangeError for an address that is none of {@link pairHost}
 */
export function vethPair(listeningHost: string): VethPair {
  const address = listeningHost.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const index = (address - firstAddress - 1) / 2;
  if (!Number.isInteger(index) || pairHost(index) !== listeningHost)
    throw new RangeError(`address ${listeningHost}: the second of two in 198.18.0.0/15 is allowed`);
  return { client: endAt(address - 1), listening: endAt(address) };
}

/** Brings an end up in the network namespace of this process. */
export function bringUp({ name, host }: VethEnd, other: VethEnd): void {
  ip("address", "add", `${host}/${prefixLength}`, "dev", name);
  ip("link", "set", name, "up");
  // Packets that ask for it would be dropped, too, and a new connection would fail at once instead of being silent.
  ip("neighbour", "replace", other.host, "lladdr", other.mac, "dev", name, "nud", "permanent");
}

/** Runs `ip`. @throws Error with its output if it fails */
export function ip(...args: string[]): void {
  systemCommand("ip", args);
}

/** Environment of commands that are only on root's PATH. */
export const systemEnvironment = { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` };

/** Runs a system command and returns its output. @throws Error with its error output if it fails */
export function systemCommand(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { env: systemEnvironment, encoding: "utf8", stdio: "pipe" });
}

function endAt(address: number): VethEnd {
  const hex = address.toString(16).padStart(8, "0");
  // Locally administered (IEEE 802, bit 1 of the first octet).
  return { name: `mktb-${hex}`, host: dotted(address), mac: `02:00:${hex.match(/../g)?.join(":")}` };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
