import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { type Identity } from "../../../testbed/certificates/authority/identity.ts";
import { fileNames } from "../../../testbed/certificates/folder/file-names.ts";
import { type IdentityName } from "../../../testbed/certificates/identities.ts";

/** Certificate and key that a client shows; none: nothing. */
export type ShownIdentity = Identity | IdentityName | "none";

/** A port with TLS, and the folder of certificates of its pipeline. */
export interface TlsDoor {
  readonly port: number;
  readonly certificates: string;
}

/** Returns the options of a TLS connection to a door. */
export function tlsOptions({ port, certificates }: TlsDoor, shown: ShownIdentity) {
  const read = (name: string) => readFileSync(join(certificates, name), "utf8");
  const base = { host: "127.0.0.1", port, ca: read(fileNames.ca) };
  if (shown === "none") return base;
  if (typeof shown !== "string") return { ...base, cert: shown.certificate, key: shown.key };
  return { ...base, cert: read(fileNames.certificate(shown)), key: read(fileNames.key(shown)) };
}

/** Options of TLS older than 1.2. */
export const oldTls = {
  minVersion: "TLSv1",
  maxVersion: "TLSv1.1",
  ciphers: "DEFAULT@SECLEVEL=0",
} as const satisfies ConnectionOptions;

/** Sends a request over TLS. Returns the answer up to the end of the connection. @throws the error with which TLS refuses it */
export function tlsAnswer(
  door: TlsDoor,
  shown: ShownIdentity,
  request: string,
  options: ConnectionOptions = {},
): Promise<string> {
  const socket = connect({ ...tlsOptions(door, shown), ...options });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    answer += chunk;
  });
  socket.once("error", reject).once("close", () => resolve(answer));
  socket.setTimeout(10_000, () => socket.destroy(new Error("the connection stays open")));
  // With TLS 1.3 a client learns of a refusal by its first reading only.
  socket.write(request);
  return promise;
}
