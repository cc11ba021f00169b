import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { type Socket } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import { type PemKeyPair } from "../../shared/tls/pem-files.ts";
import { type LinkEnd } from "../link/link-end.ts";
import { type Address } from "../link/link-route.ts";

const handshakeTimeoutMs = 10_000;

/** Certificates and keys of a link whose TLS ends at the proxy. */
export interface TlsIdentities {
  /** CAs that both sides are trusted by (PEM). */
  readonly ca: string;
  /** Identity towards the client. */
  readonly server: PemKeyPair;
  /** Identity towards the target: the client's own. */
  readonly client: PemKeyPair;
}

/** A client that could not prove that it is the one whose identity the proxy has. */
export class ClientRefusedError extends Error {
  override readonly name = "ClientRefusedError";
}

/**
 * Ends the TLS of a link's client and begins that of its target, so that a tap can read what passes. Only the client whose certificate
 * the proxy has itself may pass: it has the same name there, so nobody gains a right.
 */
export class TlsTermination {
  readonly #identities: () => TlsIdentities;

  /** `identities`: is asked for each connection, since certificates change. */
  constructor(identities: () => TlsIdentities) {
    this.#identities = identities;
  }

  /**
   * Returns both ends once their handshakes are done. `target`: may still be connecting to `address`.
   * @throws {ClientRefusedError}, or the error of the connection to the target. Both sockets are for the caller to close then
   */
  async open(
    client: Socket,
    target: Socket,
    address: Address,
  ): Promise<{ readonly client: LinkEnd; readonly target: LinkEnd }> {
    const { ca, server, client: identity } = this.#identities();
    for (const socket of [client, target]) socket.on("error", ignore);
    if (target.connecting) await once(target, "connect");
    const accepted = await acceptClient(client, { ca, ...server }, subjectOf(identity.cert));
    const connected = connect({ socket: target, host: address.host, ca, ...identity });
    await once(connected, "secureConnect");
    if (accepted.destroyed) throw new ClientRefusedError("it closed the connection");
    return {
      client: { socket: accepted, carrier: client },
      target: { socket: connected, carrier: target },
    };
  }
}

/** Answers the handshake of a client, which needs a certificate with this subject. */
async function acceptClient(
  client: Socket,
  identity: PemKeyPair & { readonly ca: string },
  subject: string,
): Promise<TLSSocket> {
  const server = createServer({
    ...identity,
    ...{ requestCert: true, rejectUnauthorized: true, handshakeTimeout: handshakeTimeoutMs },
  });
  const accepted = new Promise<TLSSocket>((resolve, reject) => {
    server.once("secureConnection", resolve);
    server.once("tlsClientError", (error) => reject(new ClientRefusedError(error.message)));
    client.once("close", () => reject(new ClientRefusedError("it closed the connection")));
  });
  // The documented way to hand a connection over (Node.js, tls.Server, event `connection`).
  server.emit("connection", client);
  const socket = await accepted;
  // Its close is looked at once the other handshake is done.
  socket.on("error", ignore);
  const given = socket.getPeerX509Certificate()?.subject;
  if (given === subject) return socket;
  throw new ClientRefusedError(`its certificate is that of ${given}, ${subject} is allowed`);
}

/** Errors of a socket are followed by its close. */
function ignore(): void {
  return;
}

function subjectOf(certificate: string): string {
  return new X509Certificate(certificate).subject;
}
