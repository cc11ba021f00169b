import { once } from "node:events";
import { type Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type LinkState } from "../../../../../services/proxy/link/link-state.ts";
import { linkStatus, openLink } from "./open-link.ts";
import { textOf } from "./read-all.ts";
import { TestClient } from "./test-client.ts";
import { echoServer, testServer } from "./test-server.ts";

test("bytes pass in both directions and are counted", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("hello");
  expect((await client.receives(5)).toString()).toBe("hello");
  expect(link.status).toEqual({
    link: "mqtt-bridge",
    state: "up",
    delayMs: 0,
    kilobytesPerSecond: null,
    listening: { host: "127.0.0.1", port: link.status.listening.port },
    target: { host: "127.0.0.1", port: echo.port },
    connections: { open: 1, accepted: 1, refused: 0, reset: 0, silenced: 0, held: 0 },
    bytes: { toTarget: 5, toClient: 5, waiting: 0, discarded: 0 },
    limitedMs: 0,
    droppedPackets: 0,
  });
});

test("bytes sent before the target accepts the connection pass", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.end("all at once");
  expect((await client.receivesEnd()).toString()).toBe("all at once");
  await linkStatus(link, "no open connection", ({ connections }) => connections.open === 0);
});

test("any bytes in any chunks pass unchanged and in order, for any changes of delay and bandwidth", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  const write = fc.record({ size: fc.integer({ min: 1, max: 100_000 }), seed: fc.nat({ max: 255 }) });
  const state: fc.Arbitrary<LinkState> = fc.oneof(
    fc.constant({ state: "up" } as const),
    fc.record({ state: fc.constant("slow" as const), delayMs: fc.integer({ min: 1, max: 5 }) }),
    fc.record({
      state: fc.constant("thin" as const),
      kilobytesPerSecond: fc.integer({ min: 20_000, max: 100_000 }),
    }),
  );
  const change = fc.record({ state, turns: fc.nat({ max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(write, change), { maxLength: 30 }), async (steps) => {
      using client = await TestClient.connect(link.status.listening.port);
      const sent: Buffer[] = [];
      for (const step of steps) {
        if ("size" in step) {
          const bytes = Buffer.alloc(step.size, Buffer.from([step.seed, sent.length, 1, 2, 3, 5, 7]));
          sent.push(bytes);
          client.socket.write(bytes);
        } else {
          link.setState(step.state);
          // Turns of the event loop, so that some bytes are in transit at the next step.
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
] as const)("the end of the stream from the %s leaves the other direction open (%o)", async (who, state) => {
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
  const { connections } = await linkStatus(
    link,
    "the end of the connection",
    (now) => now.connections.open === 0,
  );
  expect(connections).toMatchObject({ open: 0, accepted: 1, refused: 0, reset: 0 });
});

test("a target that refuses resets the client's connection", async () => {
  const { port } = await closedPort();
  await using link = await openLink(port);
  using client = await TestClient.connect(link.status.listening.port);
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toMatchObject({ open: 0, accepted: 1, refused: 1, reset: 0 });
});

test("a reset by the target resets the client's connection", async () => {
  await using server = await testServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("x");
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toMatchObject({ open: 0, accepted: 1, refused: 0, reset: 0 });
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
  await linkStatus(link, "waiting bytes", ({ bytes }) => bytes.waiting === 5);
  client.socket.resetAndDestroy();
  const { bytes } = await linkStatus(link, "the reset", ({ connections }) => connections.open === 0);
  expect(bytes).toEqual({ toTarget: 0, toClient: 0, waiting: 0, discarded: 5 });
  const [socket] = server.sockets;
  if (socket?.closed === false) await once(socket, "close").catch(() => undefined);
  expect(errors).toEqual(["ECONNRESET"]);
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

/** Returns a port that nothing listens on. */
async function closedPort() {
  await using server = await testServer();
  return { port: server.port };
}
