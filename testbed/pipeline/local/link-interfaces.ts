import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pairHost, systemEnvironment, vethPair } from "../../../services/proxy/interface/veth-pair.ts";

/** A link cannot have a network interface of its own; the message says what is missing. */
export class LinkInterfaceError extends Error {
  override readonly name = "LinkInterfaceError";
}

/** Programs by the Debian packages that contain them. */
const programs = [
  ["ip", "iproute2"],
  ["tc", "iproute2"],
  ["unshare", "util-linux"],
  ["nsenter", "util-linux"],
] as const;

/**
 * The proxy's commands on trial, in a network namespace that ends with the command. Arguments: name of this machine's end, and
 * process in whose namespace it is. Deleting one end deletes both.
 */
const trial =
  'ip link add name end type veth peer name "$1" netns "$2" && tc qdisc replace dev end root blackhole && ip link delete end';

/**
 * Makes sure that links can have network interfaces of their own here. `path`: folders of programs.
 * @throws {LinkInterfaceError}
 */
export function requireLinkInterfaces(path = systemEnvironment.PATH): void {
  if (process.platform !== "linux") throw new LinkInterfaceError(`needs Linux, not ${process.platform}`);
  if (process.getuid?.() !== 0) throw new LinkInterfaceError("needs root");
  const missing = programs.filter(([program]) => !isOnPath(program, path));
  if (missing.length > 0) {
    const names = missing.map(([program, debian]) => `${program} (package ${debian})`);
    throw new LinkInterfaceError(`needs ${names.join(", ")}`);
  }
  const { name } = vethPair(freeInterfaceHost()).client;
  const { status, stderr, error } = spawnSync(
    "unshare",
    ["--net", "/bin/sh", "-c", trial, "trial", name, String(process.pid)],
    { env: systemEnvironment, encoding: "utf8" },
  );
  if (status === 0) return;
  const reason = error?.message ?? stderr.trim().split("\n").join("; ");
  throw new LinkInterfaceError(
    `needs the right to make network namespaces and interfaces (CAP_SYS_ADMIN, CAP_NET_ADMIN) on a kernel with veth and packet schedulers: ${reason}`,
  );
}

/** Returns an address for the interface of a link that no other one has. */
export function freeInterfaceHost(): string {
  for (;;) {
    const host = pairHost(randomInt(65_536));
    if (!existsSync(`/sys/class/net/${vethPair(host).client.name}`)) return host;
  }
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => existsSync(join(folder, program)));
}
