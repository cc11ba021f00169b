import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect, createServer, type TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { type Direction } from "../../../../../services/proxy/link/connection.ts";
import { type LinkTap } from "../../../../../services/proxy/tap/link-tap.ts";
import { TlsTermination } from "../../../../../services/proxy/tls/tls-termination.ts";
import { type Identity, newAuthority } from "../../../../support/tls/certificates.ts";
import { linkStatus, openLink } from "../link/open-link.ts";

const authority = await newAuthority("link");
const identities = {
  server: await authority.issue("proxy"),
  client: await authority.issue("connector"),
  broker: await authority.issue("broker"),
};
const pair = ({ certificate, key }: Identity) => ({ cert: certificate, key });
const termination = new TlsTermination(() => ({
  ca: authority.certificate,
  server: pair(identities.server),
  client: pair(identities.client),
}));

/** Starts a server that takes certificates of the authority only, and returns what it receives. */
async function secureEcho() {
  const clients: TLSSocket[] = [];
  const server = createServer({
    ...pair(identities.broker),
    ...{ ca: authority.certificate, requestCert: true, rejectUnauthorized: true },
  });
  server.on("secureConnection", (socket) => {
    clients.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    clients,
    async [Symbol.asyncDispose]() {
      for (const socket of clients) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Returns a tap that notes what passes. */
function noting() {
  const passed: [Direction, string][] = [];
  const tap = {
    counts: {},
    connection: () => ({
      passed: (direction: Direction, bytes: Buffer) => void passed.push([direction, bytes.toString()]),
      ended: () => undefined,
    }),
  } as unknown as LinkTap;
  return { passed, tap };
}

function client(port: number, identity: Identity | undefined, ca = authority.certificate): TLSSocket {
  return connect({ host: "127.0.0.1", port, ca, ...(identity ? pair(identity) : {}) });
}

/** Waits for the end of a connection, and returns the code of its error, or "end". */
function endOf(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on("close", () => resolve("end"));
    socket.resume();
  });
}

test("TLS ends at the proxy and begins anew, as the same client, and the tap reads what passes", async () => {
  await using echo = await secureEcho();
  const { passed, tap } = noting();
  await using link = await openLink(echo.port, { tap, tls: termination });
  const socket = client(link.status.listening.port, identities.client);
  socket.write("hello");
  expect(String((await once(socket, "data"))[0])).toBe("hello");
  expect(echo.clients[0]?.getPeerX509Certificate()?.subject).toBe("CN=connector");
  expect(passed).toEqual([
    ["toTarget", "hello"],
    ["toClient", "hello"],
  ]);
  socket.end();
  expect(await text(socket)).toBe("");
  await linkStatus(link, "no open connection", ({ connections }) => connections.open === 0);
});

test.each([
  ["without a certificate", async () => undefined],
  ["with a certificate of another authority", async () => (await newAuthority("other")).issue("connector")],
  ["with another client's certificate", async () => await authority.issue("tap")],
  ["with an expired certificate", async () => await authority.issue("connector", ["127.0.0.1"], -1)],
])("a client %s reaches nothing through the proxy", async (_name, identity) => {
  await using echo = await secureEcho();
  await using link = await openLink(echo.port, { tls: termination });
  const socket = client(link.status.listening.port, await identity());
  await endOf(socket);
  await linkStatus(link, "refusal", ({ connections }) => connections.refused === 1 && connections.open === 0);
  expect(echo.clients).toEqual([]);
});

test("a target with a certificate of another authority is not connected to", async () => {
  await using echo = await secureEcho();
  const other = await newAuthority("other");
  const trusting = new TlsTermination(() => ({
    ca: `${other.certificate}`,
    server: pair(identities.server),
    client: pair(identities.client),
  }));
  await using link = await openLink(echo.port, { tls: trusting });
  const socket = client(link.status.listening.port, await other.issue("connector"));
  expect(await endOf(socket)).not.toBe("end");
  await linkStatus(link, "refusal", ({ connections }) => connections.refused === 1);
});

test("a cut resets connections with TLS at once, on both sides, also during their handshake", async () => {
  await using echo = await secureEcho();
  await using link = await openLink(echo.port, { tls: termination });
  const socket = client(link.status.listening.port, identities.client);
  await once(socket, "secureConnect");
  socket.write("before");
  await once(socket, "data");
  const [ended, targetEnded] = [endOf(socket), endOf(echo.clients[0] as TLSSocket)];
  link.setState({ state: "cut" });
  expect(await ended).toBe("ECONNRESET");
  await targetEnded;
  link.setState({ state: "up" });
  const silent = (await import("node:net")).connect(link.status.listening.port, "127.0.0.1");
  await linkStatus(link, "handshake", ({ connections }) => connections.open === 1);
  link.setState({ state: "cut" });
  await once(silent, "error");
  expect(link.status.connections).toMatchObject({ open: 0, accepted: 2, reset: 2, refused: 0 });
});

test("a link that hangs carries nothing of a connection with TLS, and tells neither side", async () => {
  await using echo = await secureEcho();
  await using link = await openLink(echo.port, { tls: termination });
  const socket = client(link.status.listening.port, identities.client);
  socket.write("before");
  await once(socket, "data");
  link.setState({ state: "hang" });
  socket.write("after");
  await linkStatus(link, "swallowed bytes", ({ bytes }) => bytes.discarded === "after".length);
  expect([socket.destroyed, echo.clients[0]?.destroyed]).toEqual([false, false]);
  socket.destroy();
});
