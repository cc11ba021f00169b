import { createHash } from "node:crypto";
import { type Socket } from "node:net";

/** Returns the text received until the other side ends. */
export async function textOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) text += bytes;
  return text;
}

/** Returns the SHA-256 checksum of the bytes received until the other side ends. */
export async function sha256OfAll(socket: Socket | undefined): Promise<string> {
  const digest = createHash("sha256");
  for await (const bytes of socket?.iterator({ destroyOnReturn: false }) ?? []) digest.update(bytes);
  return digest.digest("hex");
}
