import { connect } from "node:net";

/** Sends bytes without TLS. Returns what a door answers until it ends the connection. @throws if it does not within 10 s */
export async function plainAnswer(port: number, bytes: Uint8Array): Promise<Buffer> {
  const socket = connect({ host: "127.0.0.1", port });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const answer: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => answer.push(chunk));
  // A reset is an end, too.
  socket.on("error", () => undefined).once("close", resolve);
  socket.setTimeout(10_000, () => reject(new Error("the connection stays open")));
  socket.write(bytes);
  try {
    await promise;
    return Buffer.concat(answer);
  } finally {
    socket.destroy();
  }
}
