import { once } from "node:events";
import { type Socket } from "node:net";
import { expect, test } from "vitest";
import { type Link } from "../../../../../services/proxy/link/link.ts";
import { linkStatus, openLink } from "./open-link.ts";
import { TestClient } from "./test-client.ts";
import { echoServer, testServer } from "./test-server.ts";

test("while a link hangs, bytes vanish in both directions and no end is told", async () => {
  const { promise: accepted, resolve: accept } = Promise.withResolvers<Socket>();
  const received: string[] = [];
  await using server = await testServer((socket) => {
    socket.on("data", (bytes) => received.push(bytes.toString()));
    accept(socket);
  });
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  const target = await accepted;
  link.setState({ state: "hang" });
  client.socket.write("to the target");
  target.write("to the client");
  const { connections, bytes } = await linkStatus(
    link,
    "26 vanished bytes",
    (now) => now.bytes.discarded === 26,
  );
  expect(connections).toEqual({ open: 0, accepted: 1, refused: 0, reset: 0, silenced: 1, held: 0 });
  expect(bytes).toMatchObject({ toTarget: 0, toClient: 0 });
  expect([received, client.received.length]).toEqual([[], 0]);
  expect([client.socket.readyState, target.readyState]).toEqual(["open", "open"]);
});

test("after the healing connections from before stay silent, since bytes are missing in them; new ones pass", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  const { port } = link.status.listening;
  using before = await TestClient.connect(port);
  before.socket.write("before");
  await before.receives(6);
  link.setState({ state: "hang" });
  link.setState({ state: "up" });
  before.socket.write("never");
  await linkStatus(link, "vanished bytes", ({ bytes }) => bytes.discarded === 5);
  using after = await TestClient.connect(port);
  after.socket.write("after");
  expect((await after.receives(5)).toString()).toBe("after");
  expect(before.received.toString()).toBe("before");
  expect(before.socket.readyState).toBe("open");
});

test("a connection that is made while a link hangs is not answered until the healing, which passes all its bytes", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "hang" });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("hel");
  client.socket.write("lo");
  const { connections: before } = await linkStatus(link, "kept bytes", ({ bytes }) => bytes.waiting === 5);
  expect(before).toMatchObject({ open: 1, held: 1 });
  expect(echo.sockets).toHaveLength(0);
  link.setState({ state: "up" });
  expect((await client.receives(5)).toString()).toBe("hello");
  client.socket.end(" again");
  expect((await client.receivesEnd()).toString()).toBe("hello again");
  expect(link.status.connections).toMatchObject({ accepted: 1, held: 1, silenced: 0 });
});

test("a held client with more bytes than are kept loses none of them", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "hang" });
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(1_000_000, "0123456789abc");
  client.socket.end(sent);
  const { bytes } = await linkStatus(link, "kept bytes", (now) => now.bytes.waiting >= 64 * 1024);
  expect(bytes.waiting).toBeLessThan(2 * 64 * 1024);
  link.setState({ state: "up" });
  expect((await client.receivesEnd()).equals(sent)).toBe(true);
});

test.each(["end", "resetAndDestroy"] as const)(
  "a client that gives up (%s) while a link hangs is never heard of",
  async (goodbye) => {
    await using echo = await echoServer();
    await using link = await openLink(echo.port);
    link.setState({ state: "hang" });
    using client = await TestClient.connect(link.status.listening.port);
    client.socket.write("hello");
    await linkStatus(link, "the held client", ({ connections }) => connections.held === 1);
    client.socket[goodbye]();
    await linkStatus(link, "its end", ({ connections }) => connections.open === 0);
    link.setState({ state: "up" });
    using next = await TestClient.connect(link.status.listening.port);
    next.socket.write("x");
    await next.receives(1);
    expect(echo.sockets).toHaveLength(1);
  },
);

test("the end of one side of a silent connection is not told to the other, which can end by itself", async () => {
  const { promise: accepted, resolve: accept } = Promise.withResolvers<Socket>();
  await using server = await testServer((socket) => {
    socket.resume();
    accept(socket);
  });
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  const target = await accepted;
  link.setState({ state: "hang" });
  client.socket.resetAndDestroy();
  target.write("are you there?");
  // What the target wrote after the reset is read: it could have been told of it.
  await linkStatus(link, "vanished bytes", ({ bytes }) => bytes.discarded === 14);
  expect(target.readyState).toBe("open");
  target.end();
  await once(target, "close");
});

test("bytes that wait when a link hangs vanish", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("never");
  await linkStatus(link, "waiting bytes", ({ bytes }) => bytes.waiting === 5);
  link.setState({ state: "hang" });
  expect(link.status.bytes).toMatchObject({ toTarget: 0, waiting: 0, discarded: 5 });
});

test("a cut resets silent and held connections", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  const clients = await silentAndHeld(link);
  using silent = clients.silent;
  using held = clients.held;
  link.setState({ state: "cut" });
  expect(await silent.closed()).toBe("ECONNRESET");
  expect(await held.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toMatchObject({ open: 0, held: 1, silenced: 1, reset: 1 });
});

test("a disposed link leaves no silent and no held connection", async () => {
  await using echo = await echoServer();
  const link = await openLink(echo.port);
  const clients = await silentAndHeld(link);
  using silent = clients.silent;
  using held = clients.held;
  await link[Symbol.asyncDispose]();
  expect([await silent.closed(), await held.closed()]).toEqual(["ECONNRESET", "ECONNRESET"]);
});

/** Lets a link hang: a client from before is silent, and one that connects then is held. */
async function silentAndHeld(link: Link): Promise<{ silent: TestClient; held: TestClient }> {
  const silent = await TestClient.connect(link.status.listening.port);
  silent.socket.write("x");
  await silent.receives(1);
  link.setState({ state: "hang" });
  const held = await TestClient.connect(link.status.listening.port);
  await linkStatus(link, "the held client", ({ connections }) => connections.held === 1);
  return { silent, held };
}
