import { connect } from "node:net";
import { loopback } from "../ports.ts";

/** Whether a TCP connection to this port on loopback is accepted. */
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
