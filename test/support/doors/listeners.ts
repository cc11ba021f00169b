import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Returns the addresses on which a process listens for TCP connections (proc(5)). */
export function listenersOf(pid: number): string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
  const listening = "0A";
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = ""]) => state === listening && sockets.includes(inode))
      .map(([, address = ""]) => address)
      .map(socketAddress),
  );
}

/** Returns an address of /proc/net/tcp or tcp6 as text; IPv6 addresses other than mapped ones stay hexadecimal. */
function socketAddress(text: string): string {
  const [address = "", port = ""] = text.split(":");
  const mapped = /^(?:0000000000000000FFFF0000)?([\dA-F]{8})$/.exec(address)?.[1];
  const host = mapped === undefined ? address : Buffer.from(mapped, "hex").reverse().join(".");
  return `${host}:${Number.parseInt(port, 16)}`;
}
