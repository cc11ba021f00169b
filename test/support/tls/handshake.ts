import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { checkServerIdentity, connect, createServer, type TLSSocket } from "node:tls";
import { type Identity } from "../../../testbed/certificates/authority/identity.ts";

/** One side of a connection: what it shows, and the CAs that it trusts (PEM). */
export interface TlsSide {
  readonly identity: Identity;
  readonly trusts: string;
}

/**
 * Connects a client to a server that asks for a certificate. `host`: name that the client expects. Returns the common name of the
 * client as the server knows it.
 * @throws the error of the side that refuses the other one
 */
export async function handshake(server: TlsSide, client: TlsSide, host = "localhost"): Promise<string> {
  const listener = createServer({ ...optionsOf(server), requestCert: true, rejectUnauthorized: true });
  const seen = Promise.withResolvers<string>();
  // Node's error only says that the connection has ended.
  listener.once("tlsClientError", (error: NodeJS.ErrnoException, socket: TLSSocket) =>
    seen.reject(Object.assign(error, { code: socket.authorizationError ?? error.code })),
  );
  listener.once("secureConnection", (socket: TLSSocket) => {
    socket.on("error", () => undefined);
    seen.resolve(socket.getPeerX509Certificate()?.subject ?? "");
  });
  // The client's own reason comes first.
  seen.promise.catch(() => undefined);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const socket = connect({
    ...{ ...optionsOf(client), host: "127.0.0.1", port },
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
  });
  try {
    await once(socket, "secureConnect");
    socket.on("error", () => undefined);
    return await seen.promise;
  } finally {
    socket.destroy();
    listener.close();
  }
}

function optionsOf({ identity, trusts }: TlsSide) {
  return { cert: identity.certificate, key: identity.key, ca: trusts };
}
