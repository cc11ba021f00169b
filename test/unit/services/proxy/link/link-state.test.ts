import { expect, test } from "vitest";
import { linkStatus, openLink } from "./open-link.ts";
import { TestClient } from "./test-client.ts";
import { echoServer, testServer } from "./test-server.ts";

test("a cut resets both sides, and new connections until the link is healed; then connections pass again", async () => {
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
  expect(link.status.connections).toMatchObject({ open: 0, accepted: 2, refused: 0, reset: 2 });

  link.setState({ state: "up" });
  using after = await TestClient.connect(port);
  after.socket.write("after");
  expect((await after.receives(5)).toString()).toBe("after");
  expect(link.status).toMatchObject({
    connections: { open: 1, accepted: 3, reset: 2 },
    bytes: { toTarget: 11, toClient: 11 },
  });
});

test("a cut resets a connection whose target has not accepted yet", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  using client = await TestClient.connect(link.status.listening.port);
  await linkStatus(link, "the connection", ({ connections }) => connections.accepted === 1);
  link.setState({ state: "cut" });
  expect(await client.closed()).toBe("ECONNRESET");
  expect(link.status.connections).toMatchObject({ open: 0, accepted: 1, refused: 0, reset: 1 });
});

test("a cut discards the waiting bytes of a slow link", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("never");
  await linkStatus(link, "waiting bytes", ({ bytes }) => bytes.waiting === 5);
  link.setState({ state: "cut" });
  expect(link.status).toMatchObject({
    connections: { open: 0, reset: 1 },
    bytes: { toTarget: 0, waiting: 0, discarded: 5 },
  });
});

test("a slow link delays each direction, also of open connections", async () => {
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

test("healing a slow link passes the waiting bytes, in order", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("one ");
  await linkStatus(link, "the first waiting bytes", ({ bytes }) => bytes.waiting === 4);
  client.socket.end("two");
  await linkStatus(link, "all waiting bytes", ({ bytes }) => bytes.waiting === 7);
  link.setState({ state: "up" });
  expect((await client.receivesEnd()).toString()).toBe("one two");
});
