import { createHash } from "node:crypto";
import { once } from "node:events";
import { type Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../../../services/shared/journal/journal.ts";
import { linkStatus, openLink } from "./open-link.ts";
import { TestClient } from "./test-client.ts";
import { echoServer, testServer } from "./test-server.ts";

test("bytes pass both ways and are counted", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("hello");
  expect((await client.receives(5)).toString()).toBe("hello");
  expect(link.status).toEqual({
    link: "mqtt-bridge",
    state: "up",
    delayMs: 0,
    listening: { host: "127.0.0.1", port: link.status.listening.port },
    target: { host: "127.0.0.1", port: echo.port },
    connections: { open: 1, accepted: 1, refused: 0, reset: 0 },
    bytes: { toTarget: 5, toClient: 5, waiting: 0, discarded: 0 },
  });
});

test("bytes sent before the target has accepted pass, too", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.end("all at once");
  expect((await client.receivesEnd()).toString()).toBe("all at once");
  await linkStatus(link, "no open connection", ({ connections }) => connections.open === 0);
});

test("whatever bytes in whatever chunks come out the same in the same order, whatever the delays meanwhile", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  const write = fc.record({ size: fc.integer({ min: 1, max: 100_000 }), seed: fc.nat({ max: 255 }) });
  const delay = fc.record({ delayMs: fc.nat({ max: 5 }), turns: fc.nat({ max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(write, delay), { maxLength: 30 }), async (steps) => {
      using client = await TestClient.connect(link.status.listening.port);
      const sent: Buffer[] = [];
      for (const step of steps) {
        if ("size" in step) {
          const bytes = Buffer.alloc(step.size, Buffer.from([step.seed, sent.length, 1, 2, 3, 5, 7]));
          sent.push(bytes);
          client.socket.write(bytes);
        } else {
          link.setState(step.delayMs === 0 ? { state: "up" } : { state: "slow", delayMs: step.delayMs });
          // Turns of the event loop, so that some bytes are on their way at the next step.
          for (let turn = 0; turn < step.turns; turn += 1) await new Promise(setImmediate);
        }
      }
      client.socket.end();
      expect((await client.receivesEnd()).equals(Buffer.concat(sent))).toBe(true);
    }),
    { numRuns: 50 },
  );
  const { bytes } = await linkStatus(link, "all closed", ({ connections }) => connections.open === 0);
  expect(bytes).toMatchObject({ toTarget: bytes.toClient, waiting: 0, discarded: 0 });
});

const slow = { state: "slow", delayMs: 20 } as const;

test.each([
  ["client", { state: "up" }],
  ["client", slow],
  ["target", { state: "up" }],
  ["target", slow],
] as const)("an end sent by the %s leaves the other direction open (%o)", async (who, state) => {
  const { promise: accepted, resolve: accept } = Promise.withResolvers<Socket>();
  await using server = await testServer(accept);
  await using link = await openLink(server.port);
  link.setState(state);
  using client = await TestClient.connect(link.status.listening.port);
  const [first, second] =
    who === "client" ? [client.socket, await accepted] : [await accepted, client.socket];
  first.end("question");
  expect(await textOf(second)).toBe("question");
  second.end("answer");
  expect(await textOf(first)).toBe("answer");
  const { connections } = await linkStatus(link, "the end of it", (now) => now.connections.open === 0);
  expect(connections).toEqual({ open: 0, accepted: 1, refused: 0, reset: 0 });
});

test("a target that refuses resets the client's connection", async () => {
  const { port } = await closedPort();
  await using link = await openLink(port);
  using client = await TestClient.connect(link.status.listening.port);
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toEqual({ open: 0, accepted: 1, refused: 1, reset: 0 });
});

test("a reset by the target resets the client's connection", async () => {
  await using server = await testServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("x");
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toEqual({ open: 0, accepted: 1, refused: 0, reset: 0 });
});

test("a reset by the client resets the target's connection, even while bytes to it are delayed", async () => {
  const errors: unknown[] = [];
  await using server = await testServer((socket) => {
    socket.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code));
    socket.resume();
  });
  await using link = await openLink(server.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("never");
  await linkStatus(link, "bytes that wait", ({ bytes }) => bytes.waiting === 5);
  client.socket.resetAndDestroy();
  const { bytes } = await linkStatus(link, "the reset", ({ connections }) => connections.open === 0);
  expect(bytes).toEqual({ toTarget: 0, toClient: 0, waiting: 0, discarded: 5 });
  const [socket] = server.sockets;
  if (socket?.closed === false) await once(socket, "close").catch(() => undefined);
  expect(errors).toEqual(["ECONNRESET"]);
});

test("a cut resets both sides and all who come until it is healed; then new connections pass", async () => {
  const errors: unknown[] = [];
  await using echo = await testServer((socket) => {
    socket.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code));
    socket.pipe(socket);
  });
  await using link = await openLink(echo.port);
  const { port } = link.status.listening;
  using before = await TestClient.connect(port);
  before.socket.write("before");
  await before.receives(6);

  link.setState({ state: "cut" });
  expect(await before.closed()).toBe("ECONNRESET");
  using meanwhile = new TestClient(port);
  expect(await meanwhile.closed()).toBe("ECONNRESET");
  expect(meanwhile.received).toHaveLength(0);
  expect(echo.sockets).toHaveLength(1);
  expect(errors).toEqual(["ECONNRESET"]);
  expect(link.status.connections).toEqual({ open: 0, accepted: 2, refused: 0, reset: 2 });

  link.setState({ state: "up" });
  using after = await TestClient.connect(port);
  after.socket.write("after");
  expect((await after.receives(5)).toString()).toBe("after");
  expect(link.status).toMatchObject({
    connections: { open: 1, accepted: 3, reset: 2 },
    bytes: { toTarget: 11, toClient: 11 },
  });
});

test("a slow link takes the delay longer in each direction, on connections that are open, too", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("a");
  await client.receives(1);
  link.setState({ state: "slow", delayMs: 60 });
  const sentAtMs = performance.now();
  client.socket.write("b");
  await client.receives(2);
  expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(120);
});

test("healing a slow link passes on what waits, in order", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("one ");
  await linkStatus(link, "the first to wait", ({ bytes }) => bytes.waiting === 4);
  client.socket.end("two");
  await linkStatus(link, "both to wait", ({ bytes }) => bytes.waiting === 7);
  link.setState({ state: "up" });
  expect((await client.receivesEnd()).toString()).toBe("one two");
});

test("a cut discards what a slow link holds back", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("never");
  await linkStatus(link, "bytes that wait", ({ bytes }) => bytes.waiting === 5);
  link.setState({ state: "cut" });
  expect(link.status).toMatchObject({
    connections: { open: 0, reset: 1 },
    bytes: { toTarget: 0, waiting: 0, discarded: 5 },
  });
});

test("a cut also ends connections whose target has not answered yet", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  await linkStatus(link, "the connection", ({ connections }) => connections.accepted === 1);
  link.setState({ state: "cut" });
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toEqual({ open: 0, accepted: 1, refused: 0, reset: 1 });
});

const limitBytes = 16 * 1024 * 1024;
/** What Node reads at most beyond the limit: the chunk that passes it. */
const chunkBytes = 64 * 1024;

test("a slow link holds back no more than its limit, and all comes in the end", async () => {
  await using server = await testServer();
  await using link = await openLink(server.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(3 * limitBytes, "0123456789abc");
  client.socket.end(sent);
  await linkStatus(link, "the limit", ({ bytes }) => bytes.waiting > 0.9 * limitBytes);
  // What was sent after these bytes has come: who went on reading them would have read more by now.
  using marker = await TestClient.connect(link.status.listening.port);
  marker.socket.end("marker");
  await linkStatus(link, "the marker", ({ connections }) => connections.open === 2);
  expect(link.status.bytes.waiting).toBeLessThan(limitBytes + chunkBytes);
  link.setState({ state: "up" });
  expect(await sha256OfAll(server.sockets[0])).toBe(sha256(sent));
});

test("a target that does not read stops the client, and nothing piles up in between", async () => {
  await using server = await testServer();
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(3 * limitBytes, "0123456789abc");
  let written = false;
  client.socket.write(sent, () => {
    written = true;
  });
  await linkStatus(link, "bytes that wait", ({ bytes }) => bytes.waiting > 0);
  expect(link.status.bytes.waiting).toBeLessThanOrEqual(chunkBytes);
  expect(written).toBe(false);
  client.socket.end();
  expect(await sha256OfAll(server.sockets[0])).toBe(sha256(sent));
});

test("a disposed link resets its connections and refuses new ones", async () => {
  await using echo = await echoServer();
  const link = await openLink(echo.port);
  const { port } = link.status.listening;
  using client = await TestClient.connect(port);
  client.socket.write("x");
  await client.receives(1);
  await link[Symbol.asyncDispose]();
  expect(await client.closed()).toBe("ECONNRESET");
  await expect(TestClient.connect(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

/** All that comes until the other side ends. */
async function textOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) text += bytes;
  return text;
}

/** The checksum of all that comes until the other side ends. */
async function sha256OfAll(socket: Socket | undefined): Promise<string> {
  const digest = createHash("sha256");
  for await (const bytes of socket?.iterator({ destroyOnReturn: false }) ?? []) digest.update(bytes);
  return digest.digest("hex");
}

/** A port that nobody listens on. */
async function closedPort() {
  await using server = await testServer();
  return { port: server.port };
}
