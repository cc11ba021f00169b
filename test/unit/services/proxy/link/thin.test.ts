import { expect, test } from "vitest";
import { sha256 } from "../../../../../services/shared/journal/journal.ts";
import { linkStatus, openLink } from "./open-link.ts";
import { sha256OfAll } from "./read-all.ts";
import { TestClient } from "./test-client.ts";
import { echoServer, testServer } from "./test-server.ts";

/** Most that is read ahead of a connection: a chunk of Node. */
const chunkBytes = 64 * 1024;

test("a thin link passes no more than its bandwidth, reads no more than a chunk ahead, and loses nothing", async () => {
  await using server = await testServer();
  await using link = await openLink(server.port);
  link.setState({ state: "thin", kilobytesPerSecond: 1_000 });
  const beganAtMs = performance.now();
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(300_000, "0123456789abc");
  client.socket.end(sent);
  const { bytes } = await linkStatus(link, "waiting bytes", (now) => now.bytes.waiting > 0);
  // One that is due, and one behind it.
  expect(bytes.waiting).toBeLessThanOrEqual(2 * chunkBytes);
  expect(await sha256OfAll(server.sockets[0])).toBe(sha256(sent));
  // 300,000 bytes at 1,000 bytes a millisecond; nobody waits for the line after the last piece.
  expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(275);
  expect(link.status.limitedMs).toBeGreaterThan(200);
});

test("each direction has the bandwidth for itself, and healing passes everything at once", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "thin", kilobytesPerSecond: 1 });
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(100_000, "abcdefg");
  client.socket.end(sent);
  await linkStatus(link, "a piece in each direction", ({ bytes }) => bytes.toClient > 0);
  expect(link.status.bytes.toTarget).toBeLessThan(50_000);
  link.setState({ state: "up" });
  expect((await client.receivesEnd()).equals(sent)).toBe(true);
  expect(link.status).toMatchObject({ state: "up", kilobytesPerSecond: null });
});

test("a connection with little to pass has its turn beside one with much", async () => {
  await using server = await testServer((socket) => socket.resume());
  await using link = await openLink(server.port);
  link.setState({ state: "thin", kilobytesPerSecond: 50 });
  using bulk = await TestClient.connect(link.status.listening.port);
  bulk.socket.write(Buffer.alloc(2_000_000));
  await linkStatus(link, "waiting bytes", ({ bytes }) => bytes.waiting > 0);
  using heartbeat = await TestClient.connect(link.status.listening.port);
  heartbeat.socket.write("beat");
  const { bytes } = await linkStatus(link, "the heartbeat", () => server.sockets[1]?.bytesRead === 4);
  expect(bytes.toTarget).toBeLessThan(2_000_000);
  expect(bytes.waiting).toBeGreaterThan(0);
});

test("a link that is wider than its traffic is never at its limit", async () => {
  await using echo = await echoServer();
  await using link = await openLink(echo.port);
  link.setState({ state: "thin", kilobytesPerSecond: 1_000_000 });
  using client = await TestClient.connect(link.status.listening.port);
  for (let sent = 1; sent <= 20; sent += 1) {
    client.socket.write("x");
    await client.receives(sent);
  }
  expect(link.status.limitedMs).toBe(0);
});
