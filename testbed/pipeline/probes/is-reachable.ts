import { connect } from "node:net";
import { loopback } from "../ports.ts";

/** Whether somebody on loopback accepts TCP connections on this port. */
export function isReachable(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: loopback, signal });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
