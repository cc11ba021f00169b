import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { processIds } from "./proc.ts";

/** TCP_ESTABLISHED in the column `st` (Linux, include/net/tcp_states.h). */
const established = "01";

/**
 * Returns the ids of the processes that are connected to this port of an address of this machine; of other users' processes
 * only as root. Sources: proc_net(5) for sockets, proc(5) for their processes.
 */
export function connectedProcesses(port: number): number[] {
  const sockets = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => clientSockets(table, port)));
  if (sockets.size === 0) return [];
  return processIds().filter((pid) => openFiles(pid).some((file) => sockets.has(file)));
}

/** Returns the sockets with a connection to this remote port, as `/proc/PID/fd` names them. */
function clientSockets(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  return lines(table).flatMap((line) => {
    const [, , remote = "", state, , , , , , inode] = line.trim().split(/\s+/);
    return state === established && remote.endsWith(`:${hexPort}`) ? [`socket:[${inode}]`] : [];
  });
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(1);
  } catch {
    // Without IPv6 there is no tcp6.
    return [];
  }
}

/** Returns the targets of a process's file descriptors; empty if it has ended or belongs to another user. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) =>
      linkTarget(`/proc/${pid}/fd/${descriptor}`),
    );
  } catch {
    return [];
  }
}

function linkTarget(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    // Closed meanwhile.
    return [];
  }
}
